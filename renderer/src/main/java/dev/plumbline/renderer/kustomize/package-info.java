/** Folders with a kustomization. */
@NullMarked
package dev.plumbline.renderer.kustomize;

import org.jspecify.annotations.NullMarked;
