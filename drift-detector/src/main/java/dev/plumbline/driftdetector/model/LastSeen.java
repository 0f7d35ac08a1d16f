package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;

/**
 * How an object was when it was seen last, be it there or deleted since: a watch tells an object's
 * last state together with its deletion.
 *
 * @param uid of the object that was seen
 * @param health its own, as if nobody had asked for its deletion
 * @param message on the health, for a person; may be empty
 */
public record LastSeen(String uid, HealthStatus health, String message) {}
