/** {@code ./plumbline}: every command a person types. */
@NullMarked
package dev.plumbline.cli;

import org.jspecify.annotations.NullMarked;
