/**
 * Kustomize in process: {@link dev.plumbline.kustomize.Kustomize} turns a folder of a {@link
 * dev.plumbline.git.FileTree} into manifests, equal to the official tool's to the byte. Pure: it
 * reads the tree and nothing else, keeps nothing between builds, and is safe for use by many
 * threads. The packages below are its insides.
 */
@NullMarked
package dev.plumbline.kustomize;

import org.jspecify.annotations.NullMarked;
