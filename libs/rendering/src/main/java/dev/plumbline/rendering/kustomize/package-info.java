/** Folders with a kustomization. */
@NullMarked
package dev.plumbline.rendering.kustomize;

import org.jspecify.annotations.NullMarked;
