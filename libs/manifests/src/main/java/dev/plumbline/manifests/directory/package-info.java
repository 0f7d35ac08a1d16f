/**
 * Plain directories of manifests: which files are taken, and how YAML and JSON are read with their
 * line numbers, in the types that kubectl gives them, within bounds.
 */
@NullMarked
package dev.plumbline.manifests.directory;

import org.jspecify.annotations.NullMarked;
