/**
 * What a kustomization says and the files it reads: strict parsing, with file, line and field of
 * what is wrong.
 */
@NullMarked
package dev.plumbline.kustomize.files;

import org.jspecify.annotations.NullMarked;
