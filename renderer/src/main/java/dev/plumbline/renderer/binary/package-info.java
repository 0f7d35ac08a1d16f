/** The official Kustomize, as a process. */
@NullMarked
package dev.plumbline.renderer.binary;

import org.jspecify.annotations.NullMarked;
