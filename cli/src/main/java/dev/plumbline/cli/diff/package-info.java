/** {@code ./plumbline diff}: what is on the cluster beside what Git wants. */
@NullMarked
package dev.plumbline.cli.diff;

import org.jspecify.annotations.NullMarked;
