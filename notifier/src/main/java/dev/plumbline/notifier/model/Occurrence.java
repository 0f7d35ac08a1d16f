package dev.plumbline.notifier.model;

import java.time.Instant;

/**
 * Where and when an event stands.
 *
 * @param topic base name of its topic
 * @param offset its offset there; grows for one application
 * @param eventId the event's own id
 * @param time when it was made
 */
public record Occurrence(String topic, long offset, String eventId, Instant time) {}
