/**
 * The webhook-ingest service: Git providers call {@code POST /hooks/TOKEN}, authentic calls become
 * {@code revision.observed} events. A webhook is a hint, so what a payload says is passed on and
 * never believed; the caller gets 202 only when Kafka has it.
 */
@NullMarked
package dev.plumbline.webhookingest;

import org.jspecify.annotations.NullMarked;
