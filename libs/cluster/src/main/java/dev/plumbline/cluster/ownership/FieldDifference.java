package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One field that is not the same in two states of an object.
 *
 * @param path such as {@code spec.template.spec.containers[name=web].image}
 * @param wanted missing when it is to go
 * @param live missing when it is absent
 * @param manager who owns what is live there, if that is not ourselves; null when that is nobody
 * @param operation {@code Apply} or {@code Update}; null with the manager
 * @param time when that manager last wrote; null when the server does not tell
 */
public record FieldDifference(
    String path,
    JsonNode wanted,
    JsonNode live,
    @Nullable String manager,
    @Nullable String operation,
    @Nullable Instant time) {}
