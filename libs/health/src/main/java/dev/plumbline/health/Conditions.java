package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HealthStatus;
import java.util.Optional;
import java.util.Set;

/** Reads {@code status.conditions} and what else most kinds have in common. */
final class Conditions {

  private static final Set<String> GOOD_WHEN_FALSE =
      Set.of("Stalled", "Reconciling", "Failed", "Degraded", "Error");

  private Conditions() {}

  /** The condition of that type. */
  static Optional<JsonNode> find(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  /** The condition of that type, where it has that status. */
  static Optional<JsonNode> with(JsonNode object, String type, String status) {
    return find(object, type).filter(condition -> isStatus(condition, status));
  }

  static boolean is(JsonNode object, String type, String status) {
    return find(object, type).filter(c -> c.path("status").asText().equals(status)).isPresent();
  }

  /** The condition's message, or its reason where it has none. */
  static String message(JsonNode condition) {
    String message = condition.path("message").asText("");
    return message.isEmpty() ? condition.path("reason").asText("") : message;
  }

  /**
   * What the usual conditions say to a person about a state that was told from elsewhere: the
   * message of the first of them that is not as it should be, or of Ready.
   */
  static String telling(JsonNode object, HealthStatus status) {
    if (status != HealthStatus.Healthy) {
      for (JsonNode condition : object.path("status").path("conditions")) {
        boolean good = GOOD_WHEN_FALSE.contains(condition.path("type").asText());
        if (isStatus(condition, good ? "True" : "False") && !message(condition).isEmpty()) {
          return message(condition);
        }
      }
    }
    return find(object, "Ready").map(Conditions::message).orElse("");
  }

  /** Whether a controller that counts generations has not seen the newest one. */
  static boolean unobserved(JsonNode object) {
    JsonNode observed = object.path("status").path("observedGeneration");
    return observed.isNumber()
        && observed.asLong() < object.path("metadata").path("generation").asLong(0);
  }

  /**
   * What the common conditions say of a kind nothing else is known about: Stalled, Reconciling,
   * Ready. Healthy where there are none.
   */
  static Finding common(JsonNode object) {
    if (unobserved(object)) {
      return Finding.progressing("its controller has not seen the newest generation yet");
    }
    Optional<JsonNode> stalled = find(object, "Stalled").filter(c -> isStatus(c, "True"));
    if (stalled.isPresent()) {
      return Finding.degraded(message(stalled.get()));
    }
    Optional<JsonNode> reconciling = find(object, "Reconciling").filter(c -> isStatus(c, "True"));
    if (reconciling.isPresent()) {
      return Finding.progressing(message(reconciling.get()));
    }
    return find(object, "Ready").map(ready -> ready(object, ready)).orElse(Finding.HEALTHY);
  }

  private static Finding ready(JsonNode object, JsonNode ready) {
    JsonNode observed = ready.path("observedGeneration");
    if (observed.isNumber()
        && observed.asLong() < object.path("metadata").path("generation").asLong(0)) {
      return Finding.progressing("its condition Ready is about an older generation");
    }
    return isStatus(ready, "True")
        ? new Finding(HealthStatus.Healthy, "")
        : Finding.progressing(message(ready));
  }

  private static boolean isStatus(JsonNode condition, String status) {
    return condition.path("status").asText().equals(status);
  }
}
