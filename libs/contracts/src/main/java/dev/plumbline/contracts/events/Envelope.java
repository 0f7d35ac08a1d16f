package dev.plumbline.contracts.events;

import java.time.Instant;

/**
 * An event with its CloudEvents attributes.
 *
 * @param id unique for the source
 * @param source the service that made it, as {@code /plumbline/renderer}
 * @param time when it was made
 * @param trace the trace it belongs to
 */
public record Envelope<E extends Event>(
    E event, String id, String source, Instant time, TraceParent trace) {}
