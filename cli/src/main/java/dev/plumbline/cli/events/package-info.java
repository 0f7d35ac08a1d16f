/** {@code ./plumbline events}: follows the topics, for people and for audit. */
@NullMarked
package dev.plumbline.cli.events;

import org.jspecify.annotations.NullMarked;
