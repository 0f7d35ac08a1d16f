package dev.plumbline.cli.deadletters;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import java.util.List;
import picocli.CommandLine.Option;

/** Which letters a command is about, by the topic where they were. */
final class TopicFilter {

  @Option(
      names = "--topic",
      paramLabel = "T",
      description = "Only records of this topic; may be given again.")
  private List<String> topics = List.of();

  boolean isGiven() {
    return !topics.isEmpty();
  }

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException naming a topic that does not exist
   */
  void check() {
    topics.forEach(Topic::named);
  }

  boolean takes(Letter letter, TopicNames names) {
    return topics.isEmpty()
        || topics.stream().map(Topic::named).map(names::of).anyMatch(letter.topic()::equals);
  }
}
