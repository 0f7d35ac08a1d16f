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
 * @param more how many others would be
 * @param digest of just that
 */
record Waiting(String message, List<String> objects, int more, String digest) {

  private static final Pattern DIGEST =
      Pattern.compile("plumbline\\.dev/confirm: ((?:all-)?[0-9a-f]{32})\\b");

  /** Names of some come first, and then how many others there are. */
  private static final Pattern MORE = Pattern.compile(" and (\\d{1,9}) more would be deleted: ");

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
        List<String> objects = objects(application);
        return Optional.of(
            new Waiting(
                how < 0 ? message : message.substring(0, how),
                objects,
                Math.max(0, count(message) - objects.size()),
                digest.group(1)));
      }
    }
    return Optional.empty();
  }

  /** How many objects a message is about, of which it names some. */
  private static int count(String message) {
    Matcher more = MORE.matcher(message);
    return more.find()
        ? Integer.parseInt(more.group(1))
            + message.substring(0, more.start()).split(", ", -1).length
        : 0;
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
