/** Config maps, secrets and the hashes of their content. */
@NullMarked
package dev.plumbline.kustomize.generate;

import org.jspecify.annotations.NullMarked;
