/**
 * The core of webhook ingest: what a {@code WebhookSource} and its Secret amount to, and what is to
 * be said of one delivery. Pure functions on records.
 */
@NullMarked
package dev.plumbline.webhookingest.intake;

import org.jspecify.annotations.NullMarked;
