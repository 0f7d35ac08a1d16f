package dev.plumbline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Topic.Kind;
import dev.plumbline.contracts.resources.FollowedResources;
import dev.plumbline.contracts.resources.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds what {@code deploy/} knows of topics, resources and accesses to those there are. */
class DeploymentDataTest {

  private static final Path FILES = Path.of("../../deploy/helm/plumbline/files");

  @Test
  void thePublishedDataNamesEveryTopicAndAccess() throws IOException {
    assertPublished("kafka.yaml", kafka());
  }

  @Test
  void thePublishedDataNamesEveryResourceThatAServiceFollows() throws IOException {
    assertPublished("resources.yaml", resources());
  }

  @Test
  void aStateTopicHasOneWriter() {
    for (Topic topic : Topic.values()) {
      List<String> writers =
          TopicAccess.all().stream()
              .filter(access -> access.writes().contains(topic))
              .map(TopicAccess::service)
              .toList();
      if (topic.kind() == Kind.STATE) {
        assertThat(writers).as("writers of %s", topic.baseName()).hasSize(1);
      }
    }
  }

  private static void assertPublished(String name, String generated) throws IOException {
    Path file = FILES.resolve(name);
    if (Boolean.getBoolean("contracts.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertThat(file).as("run with -Dcontracts.update=true and commit").hasContent(generated);
  }

  private static String resources() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Made from libs/contracts (FollowedResources) by its tests; do not edit.\n");
    yaml.append("follows:\n");
    for (TopicAccess access : TopicAccess.all()) {
      Set<ResourceKind> followed = FollowedResources.of(access.service());
      yaml.append(
          "  %s: [%s]\n"
              .formatted(
                  access.service(),
                  Arrays.stream(ResourceKind.values())
                      .filter(followed::contains)
                      .map(ResourceKind::plural)
                      .collect(Collectors.joining(", "))));
    }
    return yaml.toString();
  }

  private static String kafka() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Made from libs/contracts (Topic, TopicAccess) by its tests; do not edit.\n");
    yaml.append("topics:\n");
    for (Topic topic : Topic.values()) {
      yaml.append("  - name: %s\n".formatted(topic.baseName()));
      yaml.append("    timed: %s\n".formatted(topic.kind() == Kind.ACCOUNT));
      yaml.append("    config:\n");
      settings(topic)
          .forEach((name, value) -> yaml.append("      %s: \"%s\"\n".formatted(name, value)));
    }
    yaml.append("access:\n");
    for (TopicAccess access : TopicAccess.all()) {
      yaml.append("  %s:\n".formatted(access.service()));
      yaml.append("    groups:%s\n".formatted(access.groups().isEmpty() ? " {}" : ""));
      new TreeMap<>(access.groups())
          .forEach(
              (group, inputs) -> yaml.append("      %s: [%s]\n".formatted(group, names(inputs))));
      yaml.append("    reads: [%s]\n".formatted(names(access.reads())));
      yaml.append("    writes: [%s]\n".formatted(names(access.writes())));
    }
    return yaml.toString();
  }

  /** All but the retention time, which an installation sets. */
  private static Map<String, String> settings(Topic topic) {
    return TopicNames.unprefixed().settings(topic, 1).entrySet().stream()
        .filter(setting -> !setting.getKey().equals("retention.ms"))
        .sorted(Map.Entry.comparingByKey())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
  }

  private static String names(List<Topic> topics) {
    return Arrays.stream(Topic.values())
        .filter(topics::contains)
        .map(Topic::baseName)
        .collect(Collectors.joining(", "));
  }
}
