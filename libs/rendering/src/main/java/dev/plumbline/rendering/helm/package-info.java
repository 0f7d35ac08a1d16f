/** Charts, rendered by Helm as Argo CD has it rendered. */
@NullMarked
package dev.plumbline.rendering.helm;

import org.jspecify.annotations.NullMarked;
