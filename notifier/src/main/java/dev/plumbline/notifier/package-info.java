/**
 * Tells people and systems of drift, failures and convergence. This package is the wiring: the
 * stream's handler, the outbox's courier, records, metrics and settings. What is told is decided in
 * {@code model}, how it is said in {@code provider}, how it is sent in {@code delivery}.
 */
@NullMarked
package dev.plumbline.notifier;

import org.jspecify.annotations.NullMarked;
