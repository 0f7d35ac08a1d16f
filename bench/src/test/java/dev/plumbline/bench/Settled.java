package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an {@code Application}'s status says, as whoever waits for a rollout reads it. */
final class Settled {

  private Settled() {}

  /** The name and the commit it is ready at; empty while it is not. */
  static String at(ObjectNode application) {
    for (JsonNode condition : application.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")
          && condition.path("status").asText().equals("True")) {
        return application.at("/metadata/name").asText()
            + "@"
            + application.at("/status/sync/revision").asText();
      }
    }
    return "";
  }
}
