package dev.plumbline.webhookingest.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code status} of a {@code WebhookSource}. */
public final class SourceStatus {

  private static final String READY = "Ready";

  private SourceStatus() {}

  /**
   * The merge patch that makes a resource's status tell its state; empty when it does already.
   *
   * @param live the resource as it is on the cluster
   * @param path the path that the provider must call; null when the source is not usable
   */
  public static Optional<ObjectNode> patch(
      JsonNode live, SourceState state, @Nullable String path, Instant now) {
    JsonNode before = live.path("status");
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("webhookPath", path);
    status.put("observedGeneration", live.path("metadata").path("generation").asLong());
    status.putArray("conditions").add(condition(before, live, state, now));
    if (says(before, status)) {
      return Optional.empty();
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    return Optional.of(patch);
  }

  private static ObjectNode condition(
      JsonNode before, JsonNode live, SourceState state, Instant now) {
    ObjectNode condition = JsonNodeFactory.instance.objectNode();
    String value = state.usable() ? "True" : "False";
    String since = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (JsonNode known : before.path("conditions")) {
      if (known.path("type").asText().equals(READY)
          && known.path("status").asText().equals(value)
          && known.path("lastTransitionTime").isTextual()) {
        since = known.path("lastTransitionTime").asText();
      }
    }
    return condition
        .put("type", READY)
        .put("status", value)
        .put("reason", state.reason())
        .put("message", state.message())
        .put("lastTransitionTime", since)
        .put("observedGeneration", live.path("metadata").path("generation").asLong());
  }

  /** Whether the status says all that already; a null in a patch removes, so it equals absence. */
  private static boolean says(JsonNode before, ObjectNode wanted) {
    return before.path("webhookPath").asText("").equals(wanted.path("webhookPath").asText(""))
        && before.path("observedGeneration").asLong() == wanted.path("observedGeneration").asLong()
        && before.path("conditions").size() == 1
        && sameFields(before.path("conditions").path(0), wanted.path("conditions").path(0));
  }

  private static boolean sameFields(JsonNode before, JsonNode wanted) {
    return wanted.properties().stream()
        .allMatch(field -> before.path(field.getKey()).asText().equals(field.getValue().asText()));
  }
}
