/**
 * {@code ./plumbline sync}, {@code refresh} and {@code confirm}: what a person asks of an
 * application.
 */
@NullMarked
package dev.plumbline.cli.ask;

import org.jspecify.annotations.NullMarked;
