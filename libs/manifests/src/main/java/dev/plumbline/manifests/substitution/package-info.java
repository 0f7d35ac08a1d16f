/**
 * Variables in rendered objects, as Flux substitutes them after a build: {@link
 * dev.plumbline.manifests.substitution.Substitution} is all that others need.
 */
@NullMarked
package dev.plumbline.manifests.substitution;

import org.jspecify.annotations.NullMarked;
