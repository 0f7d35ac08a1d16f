package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;

/**
 * Where below an object it is stuck.
 *
 * @param health of the last one of the chain
 * @param chain from the child of the object to the one that is not well, and why it is not, such as
 *     {@code ReplicaSet web-6f -> Pod web-6f-x: ImagePullBackOff}
 */
public record Stuck(HealthStatus health, String chain) {}
