package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.contracts.Topic;
import dev.plumbline.testkit.TestKafka;
import dev.plumbline.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicCreationTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  @TempDir static Path directory;
  private static TestKafka broker;

  @BeforeAll
  static void start() {
    broker = TestKafka.start(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @Test
  void createsEveryTopicAsItsKindAsksAndIsContentWithWhatIsThere() throws Exception {
    ensure("a-", "4");
    ensure("a-", "4");

    try (Admin admin = Admin.create(kafka())) {
      List<String> wanted = Arrays.stream(Topic.values()).map(t -> "a-" + t.baseName()).toList();
      // a broker knows of a topic a moment after its controller has made it
      Waiting.until(
          LONG, () -> "there are only " + topics(admin), () -> topics(admin).containsAll(wanted));
      assertThat(settings(admin, "a-desired").get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(settings(admin, "a-plans").get("retention.ms").value())
          .isEqualTo(String.valueOf(Duration.ofDays(30).toMillis()));
      assertThat(
              admin
                  .describeTopics(List.of("a-sync"))
                  .allTopicNames()
                  .get()
                  .get("a-sync")
                  .partitions())
          .hasSize(4);
    }
  }

  private static Set<String> topics(Admin admin) {
    return admin.listTopics().names().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void whatABrokerLosesIsMadeAgain() throws Exception {
    ensure("c-", "4");
    try (Admin admin = Admin.create(kafka())) {
      Waiting.until(LONG, () -> "no topics", () -> topics(admin).contains("c-plans"));
      admin.deleteTopics(List.of("c-plans", "c-desired")).all().get();

      Waiting.until(
          LONG,
          () -> "there are only " + topics(admin),
          () -> topics(admin).containsAll(List.of("c-plans", "c-desired")));
    }
  }

  @Test
  void withoutLeaveToCreateItWaitsUntilSomebodyElseHas() {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    TopicCreation waiting =
        new TopicCreation(
            TestConfig.of("plumbline.kafka.prefix", "b-", "plumbline.kafka.create-topics", "false"),
            kafka());
    waiting.whenReady(() -> ready.complete(null));
    assertThat(ready).isNotDone();

    ensure("b-", "8");

    assertThat(ready).succeedsWithin(LONG);
  }

  @Test
  void aBootstrapAddressThatCannotBeResolvedYetIsTriedAgain() {
    TopicCreation hopeful =
        new TopicCreation(TestConfig.of(), Map.of("bootstrap.servers", "nowhere.invalid:9092"));
    try {
      await()
          .during(Duration.ofMillis(1500))
          .atMost(LONG)
          .untilAsserted(() -> assertThat(threads()).isPositive());
    } finally {
      hopeful.stop();
    }
  }

  @Test
  void aNumberOfPartitionsThatShardsDoNotFitIsRefused() {
    assertThatThrownBy(
            () -> new TopicCreation(TestConfig.of("plumbline.kafka.partitions", "7"), kafka()))
        .hasMessage("plumbline.kafka.partitions is 7; expected a divisor of 64");
  }

  private static void ensure(String prefix, String partitions) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    new TopicCreation(
            TestConfig.of(
                "plumbline.kafka.prefix", prefix, "plumbline.kafka.partitions", partitions),
            kafka())
        .whenReady(() -> ready.complete(null));
    assertThat(ready).succeedsWithin(LONG);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("plumbline-topics"))
        .count();
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static Config settings(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource);
  }
}
