/** Charts that a kustomization inflates. */
@NullMarked
package dev.plumbline.helm.kustomize;

import org.jspecify.annotations.NullMarked;
