package dev.plumbline.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/asyncapi.yaml} to the topics and event types there are. */
class AsyncApiTest {

  private static final Path FILE = Path.of("../../docs/asyncapi.yaml");

  @Test
  void thePublishedDocumentNamesEveryTopicAndType() throws IOException {
    String generated = document();
    if (Boolean.getBoolean("contracts.update")) {
      Files.writeString(FILE, generated);
    }
    assertThat(FILE).as("run with -Dcontracts.update=true and commit").hasContent(generated);
  }

  private static String document() {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        asyncapi: 3.0.0
        info:
          title: Plumbline
          version: 0.1.0
          description: >-
            What travels over Kafka. Every record is a CloudEvent 1.0 in binary content mode with JSON
            data; the headers ce_type, ce_id, ce_source, ce_subject and ce_time are always there, and
            traceparent joins what follows from one push. A record of a state topic without data
            deletes what is under its key.
        defaultContentType: application/json
        channels:
        """);
    for (Topic topic : Topic.values()) {
      yaml.append("  %s:\n".formatted(topic.baseName()));
      yaml.append("    address: %s\n".formatted(topic.baseName()));
      yaml.append(
          topic.kind() == Topic.Kind.STATE
              ? "    description: State, compacted; the newest record of each key.\n"
              : "    description: Account, kept for the retention time.\n");
      List<EventType> types = types(topic);
      if (types.isEmpty()) {
        yaml.append("    messages: {}\n");
      } else {
        yaml.append("    messages:\n");
      }
      for (EventType type : types) {
        yaml.append("      %s:\n".formatted(type.shortName()));
        yaml.append("        $ref: '#/components/messages/%s'\n".formatted(type.shortName()));
      }
    }
    yaml.append("components:\n  messages:\n");
    for (EventType type : EventType.values()) {
      yaml.append("    %s:\n".formatted(type.shortName()));
      yaml.append("      name: %s\n".formatted(type.typeName()));
      yaml.append("      payload:\n");
      yaml.append("        $ref: schemas/%s.json\n".formatted(type.shortName()));
    }
    return yaml.toString();
  }

  private static List<EventType> types(Topic topic) {
    return Arrays.stream(EventType.values()).filter(type -> type.topic() == topic).toList();
  }
}
