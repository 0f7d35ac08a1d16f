package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line tells a person: text with {@code {.status.phase}} for a field and {@code {Ready}} for
 * a condition's message, with alternatives by {@code |}. When one of these is empty, what the terms
 * found is told instead.
 */
final class Message {

  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)\\}");

  private final String text;

  Message(String text) {
    this.text = text;
  }

  String of(Subject subject) {
    StringBuilder told = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      String value = value(places.group(1), subject);
      if (value.isEmpty()) {
        return subject.evidence();
      }
      places.appendReplacement(told, Matcher.quoteReplacement(value));
    }
    return places.appendTail(told).toString();
  }

  private static String value(String place, Subject subject) {
    for (String name : place.split("\\|")) {
      String value =
          name.startsWith(".")
              ? FieldPath.parse(name).first(subject.object())
              : condition(name, subject);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static String condition(String type, Subject subject) {
    for (JsonNode condition : subject.conditions()) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("message").asText("");
      }
    }
    return "";
  }
}
