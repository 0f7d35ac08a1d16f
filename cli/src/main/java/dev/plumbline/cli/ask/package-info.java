/** {@code ./plumbline sync} and {@code refresh}: what a person asks of an application. */
@NullMarked
package dev.plumbline.cli.ask;

import org.jspecify.annotations.NullMarked;
