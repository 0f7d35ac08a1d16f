package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a line tells a person: text with {@code {.status.phase}} for a field and {@code {Ready}} for
 * a condition's message, with alternatives by {@code |}. When one of these is empty, what the terms
 * found is told instead.
 */
final class Message {

  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)\\}");

  /** Plain text and what stands in its places, in turns; plain text is first and last. */
  private final List<String> plain = new ArrayList<>();

  private final List<List<Function<Subject, String>>> places = new ArrayList<>();

  Message(String text) {
    Matcher place = PLACE.matcher(text);
    int at = 0;
    while (place.find()) {
      plain.add(text.substring(at, place.start()));
      places.add(Stream.of(place.group(1).split("\\|")).map(Message::alternative).toList());
      at = place.end();
    }
    plain.add(text.substring(at));
  }

  private static Function<Subject, String> alternative(String name) {
    if (name.startsWith(".")) {
      FieldPath path = FieldPath.parse(name);
      return subject -> path.first(subject.object());
    }
    return subject -> condition(name, subject);
  }

  String of(Subject subject) {
    StringBuilder told = new StringBuilder(plain.get(0));
    for (int i = 0; i < places.size(); i++) {
      String value = value(places.get(i), subject);
      if (value.isEmpty()) {
        return subject.evidence();
      }
      told.append(value).append(plain.get(i + 1));
    }
    return told.toString();
  }

  private static String value(List<Function<Subject, String>> alternatives, Subject subject) {
    for (Function<Subject, String> alternative : alternatives) {
      String value = alternative.apply(subject);
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
