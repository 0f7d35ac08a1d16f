package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.stream.DeadLetterHeaders;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.AlertTarget;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Records that no service can process, on every topic that any service consumes: each becomes a
 * dead letter that says why, and the good record behind it is processed.
 */
@ExtendWith(OneWorld.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoisonIT {

  private final World world;
  private final Stage stage;
  private final EventCodec codec = new EventCodec("suite", Clock.systemUTC(), new Random(1));
  private RawTopics topics;
  private HostedRepository repository;
  private RunningApplication application;
  private AlertTarget target;
  private int version;

  PoisonIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  @BeforeAll
  void runOneApplication() {
    topics = new RawTopics(world.broker().bootstrapServers());
    repository = stage.git().repository("shop");
    String first = push();
    target = AlertTarget.webhook(stage, "ops", "shop", "ConvergenceReached");
    application = stage.application("shop", repository, "").create();
    application.awaitConverged(first);
    application.awaitConverged(push());
    application.awaitConverged(pushUntold());
  }

  @AfterAll
  void close() {
    target.close();
    topics.close();
  }

  @Test
  @Order(1)
  void everyConsumedTopicGetsPastWhatIsNoEventOfIt() {
    // given: who consumes what, as the broker knows it
    Map<String, Set<Topic>> topology = topics.topology();
    Set<Topic> consumed = EnumSet.noneOf(Topic.class);
    topology.values().forEach(consumed::addAll);
    assertThat(consumed)
        .as("every account but the dead letters is consumed, and state by others than its writer")
        .containsExactlyInAnyOrder(
            Topic.REVISIONS,
            Topic.RENDERS,
            Topic.RENDER_RESULTS,
            Topic.PLANS,
            Topic.SYNC,
            Topic.DRIFT,
            Topic.COMMANDS,
            Topic.DESIRED,
            Topic.INVENTORY);
    Map<String, String> expected = new TreeMap<>();

    // when: each topic is poisoned in every way, in front of what the application lives by
    Map<Topic, ConsumerRecord<byte[], byte[]>> good = new EnumMap<>(Topic.class);
    consumed.forEach(topic -> good.put(topic, topics.newest(topic, key(topic))));
    for (Topic topic : consumed) {
      int partition = good.get(topic).partition();
      for (Poison poison : poisons(good.get(topic), foreign(topic, good))) {
        long offset = topics.write(topic, partition, poison);
        topology.forEach(
            (group, reads) -> {
              if (reads.contains(topic)) {
                expected.put(
                    "%s %s %d@%d".formatted(group, topic.baseName(), partition, offset),
                    poison.cause());
              }
            });
      }
    }
    String commit = push();
    application.awaitConverged(commit);
    target.await(body -> body.contains(commit.substring(0, 8)));
    application.awaitConverged(pushUntold());

    // then
    Waiting.until(
        World.PATIENCE,
        () -> "missing " + minus(expected.keySet(), letters().keySet()),
        () -> letters().keySet().containsAll(expected.keySet()));
    Map<String, String> letters = letters();
    assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((place, cause) -> assertThat(letters.get(place)).as(place).contains(cause));
  }

  @Test
  @Order(2)
  void aLetterIsListedShownAndReplayedByTheCommandLine() throws IOException {
    Extent.fullOnly();
    // given: a good command among the dead letters, as if its service had failed on it
    ConsumerRecord<byte[], byte[]> good =
        topics.newest(Topic.COMMANDS, application.key().toString());
    Map<String, String> headers = new HashMap<>(RawTopics.headers(good));
    headers.put(DeadLetterHeaders.TOPIC, Topic.COMMANDS.baseName());
    headers.put(DeadLetterHeaders.PARTITION, Integer.toString(good.partition()));
    headers.put(DeadLetterHeaders.OFFSET, Long.toString(good.offset()));
    headers.put(DeadLetterHeaders.GROUP, "plumbline-renderer");
    headers.put(DeadLetterHeaders.CAUSE, "the Git host was on fire");
    headers.put(DeadLetterHeaders.TIME, Instant.now().toString());
    int partition = good.partition();
    long offset =
        topics.write(
            Topic.DEAD_LETTERS,
            partition,
            new Poison("good", application.key().toString(), headers, good.value(), ""));
    String id = partition + ":" + offset;
    stage.git().tells(null);
    String commit = push();
    stage.git().tells(stage.webhook());

    // when
    List<JsonNode> listed = new ArrayList<>();
    for (String line : run("list", "--json").lines().toList()) {
      listed.add(Json.mapper().readTree(line));
    }

    // then
    JsonNode last = listed.get(listed.size() - 1);
    assertThat(last.path("id").asText()).isEqualTo(id);
    assertThat(last.path("cause").asText()).isEqualTo("the Git host was on fire");
    assertThat(listed).hasSize(letters().size());

    // when
    String replayed = run("replay", id);

    // then
    assertThat(replayed).contains(id + " replayed to commands");
    application.awaitConverged(commit);
  }

  @Test
  @Order(3)
  void stateThatCannotBeReadIsPutAsideAndWorkGoesOn() {
    // given: in each state topic the application's own record and one under a key of its own are
    // beyond reading, in every way
    Set<String> expected = new TreeSet<>();
    for (Topic topic : EnumSet.allOf(Topic.class)) {
      if (topic.kind() == Topic.Kind.STATE && topic != Topic.REFS) {
        poisonState(topic, expected);
      }
    }
    poisonState(Topic.REFS, new TreeSet<>());

    // when
    world.restartServices();
    String commit = push();

    // then
    application.awaitConverged(commit);
    application.awaitReadyAt(commit);
    Waiting.until(
        World.PATIENCE,
        () -> "not put aside: " + minus(expected, places()),
        () -> places().containsAll(expected));
    assertThat(stage.cluster().find(stage.configMap("shop"))).isPresent();
  }

  @Test
  @Order(4)
  void whatWasPutAsideOnceIsNotMetAgain() {
    Extent.fullOnly();
    int before = letters().size();

    world.restartServices();
    application.awaitConverged(push());

    assertThat(letters()).hasSize(before);
  }

  /** Poisons the partition of the application, each key once, and notes what must be put aside. */
  private void poisonState(Topic topic, Set<String> expected) {
    ConsumerRecord<byte[], byte[]> foreign =
        topics.newest(Topic.COMMANDS, application.key().toString());
    List<ConsumerRecord<byte[], byte[]>> all =
        topics.read(topic).stream().filter(record -> record.value() != null).toList();
    ConsumerRecord<byte[], byte[]> some = all.get(all.size() - 1);
    int number = 0;
    for (Poison poison : poisons(some, foreign)) {
      String key =
          switch (poison.name()) {
            case "no JSON" -> application.key().toString();
            case "an empty key" -> "";
            default -> "poisoned/" + number++;
          };
      Poison written = new Poison(poison.name(), key, poison.headers(), poison.value(), "");
      long offset = topics.write(topic, foreign.partition(), written);
      expected.add("%s %d@%d".formatted(topic.baseName(), foreign.partition(), offset));
    }
  }

  private static List<Poison> poisons(
      ConsumerRecord<byte[], byte[]> good, ConsumerRecord<byte[], byte[]> foreign) {
    List<Poison> poisons = new ArrayList<>(Poison.inPlaceOf(good, foreign));
    if (Topic.named(good.topic()).kind() == Topic.Kind.ACCOUNT) {
      poisons.addAll(Poison.ofAccountsOnly(good));
    }
    return poisons;
  }

  private static ConsumerRecord<byte[], byte[]> foreign(
      Topic topic, Map<Topic, ConsumerRecord<byte[], byte[]>> good) {
    ConsumerRecord<byte[], byte[]> foreign =
        good.get(topic == Topic.COMMANDS ? Topic.DRIFT : Topic.COMMANDS);
    assertThat(foreign).isNotNull();
    return foreign;
  }

  /** The key of whatever the application lives by. */
  private String key(Topic topic) {
    return topic == Topic.REVISIONS
        ? application.stage().events().of(RevisionObserved.class, any -> true).stream()
            .map(RevisionObserved::repository)
            .filter(repository -> repository.contains("shop"))
            .findFirst()
            .orElseThrow()
        : application.key().toString();
  }

  /** Group and place of each dead letter → its cause. */
  private Map<String, String> letters() {
    Map<String, String> letters = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : topics.read(Topic.DEAD_LETTERS)) {
      Map<String, String> headers = RawTopics.headers(letter);
      if (!headers.containsKey(DeadLetterHeaders.REPLAYED)) {
        letters.put(
            headers.get(DeadLetterHeaders.GROUP) + " " + place(headers),
            headers.get(DeadLetterHeaders.CAUSE));
      }
    }
    return letters;
  }

  private List<String> places() {
    return topics.read(Topic.DEAD_LETTERS).stream()
        .map(RawTopics::headers)
        .map(PoisonIT::place)
        .toList();
  }

  private static String place(Map<String, String> headers) {
    return "%s %s@%s"
        .formatted(
            headers.get(DeadLetterHeaders.TOPIC),
            headers.get(DeadLetterHeaders.PARTITION),
            headers.get(DeadLetterHeaders.OFFSET));
  }

  private static List<String> minus(Set<String> all, Iterable<String> found) {
    List<String> missing = new ArrayList<>(all);
    found.forEach(missing::remove);
    return missing;
  }

  private String push() {
    repository.write("shop.yaml", Manifests.configMap("shop", Integer.toString(version++)));
    return repository.push("Version " + version);
  }

  /** Pushes what no webhook tells of: it takes a command to find it. */
  private String pushUntold() {
    stage.git().tells(null);
    String commit = push();
    stage.git().tells(stage.webhook());
    refresh();
    return commit;
  }

  private void refresh() {
    EncodedEvent asked =
        codec.encode(
            new Command.Refresh(application.key(), application.uid(), "anna", Instant.now()), null);
    topics.write(
        Topic.COMMANDS,
        topics.newest(Topic.DESIRED, application.key().toString()).partition(),
        new Poison("no poison", asked.key(), asked.headers(), asked.value(), ""));
  }

  private String run(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of("dead-letters", command));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--bootstrap", world.broker().bootstrapServers()));
    try (PlumblineProcess process = PlumblineProcess.start("dead-letters", Map.of(), line)) {
      assertThat(process.awaitExit(Duration.ofSeconds(60)))
          .as("exit code; it printed%n%s%n%s", process.out(), process.err())
          .isZero();
      return process.out();
    }
  }
}
