/** Strategic merge, as the original does it. */
@NullMarked
package dev.plumbline.kustomize.merge;

import org.jspecify.annotations.NullMarked;
