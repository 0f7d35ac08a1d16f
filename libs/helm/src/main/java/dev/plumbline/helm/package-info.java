/**
 * Helm charts to manifests, as {@code helm template} makes them. {@link
 * dev.plumbline.helm.HelmEngine} is the seam; behind it Helm itself works in child processes.
 */
@NullMarked
package dev.plumbline.helm;

import org.jspecify.annotations.NullMarked;
