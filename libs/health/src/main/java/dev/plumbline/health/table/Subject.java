package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object while it is judged: its conditions, and what the terms so far found to be so. */
final class Subject {

  /** Some controllers tell it as text, and some of these tell a hash. */
  private static final Pattern COUNT = Pattern.compile("\\d{1,6}");

  private final JsonNode object;
  private final long generation;
  private final List<JsonNode> conditions = new ArrayList<>();
  private @Nullable JsonNode condition;
  private @Nullable String field;

  /**
   * @param current whether only conditions of the newest generation count
   */
  Subject(JsonNode object, List<FieldPath> conditionLists, boolean current) {
    this.object = object;
    this.generation = object.path("metadata").path("generation").asLong(0);
    for (FieldPath list : conditionLists) {
      boolean unused =
          list.any(
              object,
              found -> {
                for (JsonNode each : found) {
                  if (!current || !old(each)) {
                    conditions.add(each);
                  }
                }
                return false;
              });
    }
  }

  private Subject(Subject same) {
    this.object = same.object;
    this.generation = same.generation;
    this.conditions.addAll(same.conditions);
  }

  /** The same, for terms that are to tell nothing. */
  Subject apart() {
    return new Subject(this);
  }

  JsonNode object() {
    return object;
  }

  List<JsonNode> conditions() {
    return conditions;
  }

  /** Whether a condition is about an older generation of the object. */
  boolean old(JsonNode of) {
    JsonNode observed = of.path("observedGeneration");
    boolean counted =
        observed.isIntegralNumber()
            || (observed.isTextual() && COUNT.matcher(observed.asText()).matches());
    return generation > 0 && counted && observed.asLong() < generation;
  }

  /** Whether the controller has said that it saw an older generation only. */
  boolean unobserved() {
    return old(object.path("status"));
  }

  void forget() {
    condition = null;
    field = null;
  }

  /** The condition that says most is the one with a message, and the first of these. */
  void found(JsonNode matched) {
    if (condition == null
        || (condition.path("message").asText("").isEmpty()
            && !matched.path("message").asText("").isEmpty())) {
      condition = matched;
    }
  }

  void found(FieldPath path, String value) {
    if (field == null) {
      field = path.name() + " is " + value;
    }
  }

  /** Two numbers say more than a value. */
  void found(FieldPath left, double is, FieldPath right, double than) {
    field = "%s is %.0f, %s is %.0f".formatted(left.name(), is, right.name(), than);
  }

  @Nullable JsonNode condition() {
    return condition;
  }

  /** What was found, for a person; empty when nothing was. */
  String evidence() {
    if (condition != null) {
      for (String key : List.of("message", "reason")) {
        String text = condition.path(key).asText("");
        if (!text.isEmpty()) {
          return text;
        }
      }
      return condition.path("type").asText() + " is " + condition.path("status").asText();
    }
    return field == null ? "" : field;
  }
}
