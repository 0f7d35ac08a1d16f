/**
 * {@code ./plumbline up}: a whole installation in one process, with an embedded broker and, where
 * no cluster is named, the sandbox and a sample repository.
 */
@NullMarked
package dev.plumbline.cli.up;

import org.jspecify.annotations.NullMarked;
