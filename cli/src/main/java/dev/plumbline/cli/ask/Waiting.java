package dev.plumbline.cli.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an application waits for a person's word, as its status says it.
 *
 * @param message for a person
 * @param objects what would be deleted; as many as the status has
 * @param digest of just that
 */
record Waiting(String message, List<String> objects, String digest) {

  private static final Pattern DIGEST =
      Pattern.compile("plumbline\\.dev/confirm: ((?:all-)?[0-9a-f]{32})\\b");

  Waiting {
    objects = List.copyOf(objects);
  }

  /** Empty when nothing waits. */
  static Optional<Waiting> of(JsonNode application) {
    for (JsonNode condition : application.at("/status/conditions")) {
      boolean asks =
          condition.path("type").asText().equals("ConfirmationRequired")
              && condition.path("status").asText().equals("True");
      Matcher digest = DIGEST.matcher(condition.path("message").asText());
      if (asks && digest.find()) {
        String message = condition.path("message").asText();
        int how = message.indexOf(" Confirm by ");
        return Optional.of(
            new Waiting(
                how < 0 ? message : message.substring(0, how),
                objects(application),
                digest.group(1)));
      }
    }
    return Optional.empty();
  }

  private static List<String> objects(JsonNode application) {
    List<String> lines = new ArrayList<>();
    for (JsonNode object : application.at("/status/resources")) {
      String message = object.path("message").asText();
      if (message.contains("waits for confirmation")) {
        String namespace = object.path("namespace").asText("");
        lines.add(
            object.path("kind").asText()
                + " "
                + (namespace.isEmpty() ? "" : namespace + "/")
                + object.path("name").asText());
      }
    }
    return lines;
  }
}
