/**
 * YAML as the original reads, changes and writes it: a tree of nodes that keeps tags, styles and
 * lines, the typing rules of its two parsers, and a writer equal to its own.
 */
@NullMarked
package dev.plumbline.kustomize.yaml;

import org.jspecify.annotations.NullMarked;
