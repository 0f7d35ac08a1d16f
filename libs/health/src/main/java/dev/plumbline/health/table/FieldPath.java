package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where values are in an object: {@code .status.phase}, {@code .status.parents[].conditions} (of
 * each element), {@code .status.racks.*.members} (of each entry), {@code
 * .metadata.annotations['a/b.c']}.
 */
final class FieldPath {

  private static final String EACH = "[]";

  private final String text;
  private final String[] steps;

  private FieldPath(String text, String[] steps) {
    this.text = text;
    this.steps = steps;
  }

  static FieldPath parse(String text) {
    List<String> steps = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith(EACH, at)) {
        steps.add(EACH);
        at += 2;
      } else if (text.startsWith("['", at)) {
        int end = text.indexOf("']", at);
        if (end < 0) {
          throw new IllegalArgumentException("no '] after [' in " + text);
        }
        steps.add(text.substring(at + 2, end));
        at = end + 2;
      } else if (text.charAt(at) == '.') {
        int end = at + 1;
        while (end < text.length() && ".[".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        if (end == at + 1) {
          throw new IllegalArgumentException("no field after . in " + text);
        }
        steps.add(text.substring(at + 1, end));
        at = end;
      } else {
        throw new IllegalArgumentException(
            "expected . or [ instead of " + text.substring(at) + " in " + text);
      }
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a path begins with .");
    }
    return new FieldPath(text, steps.toArray(String[]::new));
  }

  /** Whether a value there is as wanted; those that are not there do not count. */
  boolean any(JsonNode object, Predicate<JsonNode> wanted) {
    return any(object, 0, wanted);
  }

  private boolean any(JsonNode node, int step, Predicate<JsonNode> wanted) {
    if (node.isMissingNode() || node.isNull()) {
      return false;
    }
    if (step == steps.length) {
      return wanted.test(node);
    }
    if (!steps[step].equals(EACH) && !steps[step].equals("*")) {
      return any(node.path(steps[step]), step + 1, wanted);
    }
    for (JsonNode child : node) {
      if (any(child, step + 1, wanted)) {
        return true;
      }
    }
    return false;
  }

  /** The first value that is there, as text; empty when there is none. */
  String first(JsonNode object) {
    StringBuilder found = new StringBuilder();
    boolean unused =
        any(
            object,
            node -> {
              found.append(node.isValueNode() ? node.asText() : node.toString());
              return true;
            });
    return found.toString();
  }

  /** The sum of the numbers that are there; counts of nothing are usually left out. */
  double number(JsonNode object) {
    double[] sum = {0};
    boolean unused =
        any(
            object,
            node -> {
              sum[0] += node.asDouble();
              return false;
            });
    return sum[0];
  }

  /** Its last field's name, for a person. */
  String name() {
    for (int i = steps.length - 1; i >= 0; i--) {
      if (!steps[i].equals(EACH) && !steps[i].equals("*")) {
        return steps[i];
      }
    }
    return text;
  }

  @Override
  public String toString() {
    return text;
  }
}
