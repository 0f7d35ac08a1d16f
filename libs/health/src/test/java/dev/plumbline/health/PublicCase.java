package dev.plumbline.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.HealthStatus;
import java.util.Set;

/**
 * An object and how it does, as another project's tests have it.
 *
 * @param kind what it counts under
 * @param expected any of these is right
 * @param message null where none is told
 */
record PublicCase(
    String kind, String name, ObjectNode object, Set<HealthStatus> expected, String message) {}
