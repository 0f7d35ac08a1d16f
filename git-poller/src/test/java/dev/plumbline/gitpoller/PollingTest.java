package dev.plumbline.gitpoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.embedded.EmbeddedKafka;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.embedded.RequestKind;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.gitpoller.poll.Intervals;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Schedule;
import dev.plumbline.stream.Bulkheads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Terms of polling over a real broker and a real Git server. */
class PollingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final EventCodec CODEC =
      new EventCodec("git-poller", Clock.systemUTC(), new Random(1));

  @TempDir static Path kafkaDir;
  private static EmbeddedKafka kafka;

  @TempDir Path gitDir;
  private final List<Application> applications = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private GitHttpServer server;
  private String prefix;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(kafkaDir, 0, Map.of());
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void prepare(TestInfo test) throws Exception {
    prefix = test.getTestMethod().orElseThrow().getName() + ".";
    try (Admin admin = Admin.create(properties())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(prefix + "revisions", 2, (short) 1),
                  new NewTopic(prefix + "refs", 2, (short) 1)))
          .all()
          .get();
    }
    server = GitHttpServer.builder().root(gitDir).start();
    open.add(server);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void twentyApplicationsOnOneRepositoryCostOneLook() throws Exception {
    // given
    commit("repo");
    IntStream.range(0, 20).forEach(i -> applications.add(application("app" + i, "repo")));

    // when
    PollingTerm term = term(Duration.ofHours(1));

    // then
    await().atMost(PATIENCE).until(() -> revisions().size() == 1);
    assertThat(revisions().get(0).ref()).isEqualTo(RevisionObserved.ALL_REFS);
    assertThat(server.requests(RequestKind.INFO_REFS)).isOne();
    term.sweep();
    await().atMost(PATIENCE).until(() -> server.requests(RequestKind.INFO_REFS) == 2);
  }

  @Test
  void onlyWhatMovedBecomesAnEvent() throws Exception {
    // given
    commit("repo");
    applications.add(application("app", "repo"));
    PollingTerm term = term(Duration.ofMillis(100));
    await().atMost(PATIENCE).until(() -> revisions().size() == 1);

    // when
    ObjectId second = commit("repo");

    // then
    await().atMost(PATIENCE).until(() -> revisions().size() > 1);
    assertThat(revisions().subList(1, revisions().size()))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.ref()).isEqualTo("refs/heads/main");
              assertThat(event.revision()).isEqualTo(second.name());
            });
    assertThat(term.alive()).isTrue();
  }

  @Test
  void aNewLeaderTellsNothingOfRefsThatDidNotMove() throws Exception {
    // given
    commit("repo");
    applications.add(application("app", "repo"));
    PollingTerm first = term(Duration.ofHours(1));
    await().atMost(PATIENCE).until(() -> remembered().containsKey(id("repo")));
    first.close();

    // when
    long looks = server.requests(RequestKind.INFO_REFS);
    PollingTerm second = term(Duration.ofMillis(100));
    await().atMost(PATIENCE).until(() -> server.requests(RequestKind.INFO_REFS) > looks + 2);
    second.close();
    ObjectId moved = commit("repo");
    term(Duration.ofHours(1));

    // then
    await().atMost(PATIENCE).until(() -> revisions().size() == 2);
    assertThat(revisions())
        .extracting(RevisionObserved::ref)
        .containsExactly(RevisionObserved.ALL_REFS, "refs/heads/main");
    assertThat(revisions().get(1).revision()).isEqualTo(moved.name());
  }

  @Test
  void aDeletedBranchIsToldWithoutARevisionAndForgotten() throws Exception {
    // given
    commit("repo");
    branch("repo", "feature");
    applications.add(application("app", "repo"));
    term(Duration.ofMillis(100));
    await().atMost(PATIENCE).until(() -> refs("repo").containsKey("refs/heads/feature"));

    // when
    try (Git git = Git.open(gitDir.resolve("repo.git").toFile())) {
      git.branchDelete().setBranchNames("feature").setForce(true).call();
    }

    // then
    await().atMost(PATIENCE).until(() -> !refs("repo").containsKey("refs/heads/feature"));
    RevisionObserved last = revisions().get(revisions().size() - 1);
    assertThat(last.ref()).isEqualTo("refs/heads/feature");
    assertThat(last.revision()).isNull();
    assertThat(last.previous()).isNotNull();
  }

  @Test
  void aRepositoryThatNobodyUsesAnyMoreIsForgotten() throws Exception {
    // given
    commit("repo");
    applications.add(application("app", "repo"));
    PollingTerm term = term(Duration.ofHours(1));
    await().atMost(PATIENCE).until(() -> remembered().containsKey(id("repo")));

    // when
    applications.clear();
    term.applicationsChanged();

    // then
    await().atMost(PATIENCE).until(() -> remembered().isEmpty());
  }

  @Test
  void anUnreachableHostBacksOffWhileAnotherIsPolled() throws Exception {
    // given
    commit("repo");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      for (int i = 0; i < 5; i++) {
        applications.add(
            Applications.of(
                "silent" + i, "http://localhost:" + silent.getLocalPort() + "/r" + i + ".git"));
      }
      applications.add(application("app", "repo"));

      // when
      term(Duration.ofMillis(100));

      // then
      await().atMost(PATIENCE).until(() -> server.requests(RequestKind.INFO_REFS) > 5);
      assertThat(revisions()).hasSize(1);
    }
  }

  @Test
  void aRepositoryThatIsBackIsFoundAndWhatItMissedTold() throws Exception {
    // given
    commit("repo");
    applications.add(application("app", "repo"));
    server.fault().status(500);
    term(Duration.ofMillis(100));
    await().atMost(PATIENCE).until(() -> server.requests() > 0);
    assertThat(revisions()).isEmpty();

    // when
    server.fault().none();

    // then
    await().atMost(PATIENCE).until(() -> revisions().size() == 1);
  }

  private PollingTerm term(Duration interval) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    PollMetrics metrics = new PollMetrics(registry);
    Bulkheads hosts = new Bulkheads("git-poll", 4, 1_000, registry);
    GitLook look =
        new GitLook(hosts, (namespace, name) -> Optional.empty(), Duration.ofSeconds(5), metrics);
    PollingTerm term =
        new PollingTerm(
            () -> applications,
            (target, poll) -> look.look(target, (Poll.Git) poll),
            new KafkaRefLog(properties(), topic -> prefix + topic.baseName(), CODEC, new Random(2)),
            remembered(),
            new Intervals(interval, interval, Duration.ofMillis(50)),
            new Schedule.Backoff(Duration.ofMillis(100), Duration.ofMillis(500)),
            metrics,
            Clock.systemUTC(),
            new Random(3));
    open.add(hosts);
    open.add(term);
    term.start();
    return term;
  }

  private Map<String, Map<String, String>> remembered() {
    return RememberedRefs.read(properties(), prefix + Topic.REFS.baseName(), CODEC);
  }

  private Map<String, String> refs(String repository) {
    return remembered().getOrDefault(id(repository), Map.of());
  }

  private List<RevisionObserved> revisions() {
    List<RevisionObserved> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(
              new TopicPartition(prefix + "revisions", 0),
              new TopicPartition(prefix + "revisions", 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                message -> {
                  Map<String, String> headers = new HashMap<>();
                  message
                      .headers()
                      .forEach(
                          h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
                  Event event = CODEC.decode(headers, message.value()).event();
                  found.add((RevisionObserved) event);
                });
      }
    }
    return found;
  }

  private Application application(String name, String repository) {
    return Applications.of(name, server.url(repository).toString());
  }

  private String id(String repository) {
    return RepositoryUrl.parse(server.url(repository).toString()).id();
  }

  private ObjectId commit(String repository) throws Exception {
    Path bare = gitDir.resolve(repository + ".git");
    if (!bare.toFile().exists()) {
      Git.init().setBare(true).setInitialBranch("main").setDirectory(bare.toFile()).call().close();
    }
    try (Git git = Git.open(bare.toFile())) {
      return BareCommit.on(git.getRepository(), "refs/heads/main");
    }
  }

  private void branch(String repository, String name) throws Exception {
    try (Git git = Git.open(gitDir.resolve(repository + ".git").toFile())) {
      BareCommit.on(git.getRepository(), "refs/heads/" + name);
    }
  }

  private static Map<String, Object> properties() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
