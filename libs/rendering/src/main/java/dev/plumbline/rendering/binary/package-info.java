/** The official Kustomize, as a process. */
@NullMarked
package dev.plumbline.rendering.binary;

import org.jspecify.annotations.NullMarked;
