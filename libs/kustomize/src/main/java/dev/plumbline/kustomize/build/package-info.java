/**
 * One build: folders within folders, each read, generated and transformed in the order of the
 * original.
 */
@NullMarked
package dev.plumbline.kustomize.build;

import org.jspecify.annotations.NullMarked;
