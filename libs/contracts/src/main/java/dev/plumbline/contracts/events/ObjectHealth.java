package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ObjectRef;

/**
 * How one object does.
 *
 * @param message for a person, such as the waiting reason of a pod; may be empty
 */
public record ObjectHealth(ObjectRef ref, HealthStatus status, String message) {}
