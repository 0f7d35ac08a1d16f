package dev.plumbline.gitpoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.charts.ChartRepositories;
import dev.plumbline.charts.ChartSettings;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.gitpoller.poll.Findings;
import dev.plumbline.gitpoller.poll.Intervals;
import dev.plumbline.gitpoller.poll.Schedule;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import dev.plumbline.testkit.HttpHost.Fault;
import dev.plumbline.testkit.OciRegistryServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Terms of polling over a real chart repository and a real registry. */
class ChartPollingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(100);

  private final List<Application> applications = new CopyOnWriteArrayList<>();
  private final List<RevisionObserved> told = new CopyOnWriteArrayList<>();
  private final Map<String, Map<String, String>> remembered = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ChartRepositoryServer server =
      opened(ChartRepositoryServer.start().push(ChartPackage.of("web", "1.0.0")));

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T opened(T opened) {
    open.add(opened);
    return opened;
  }

  /** What is told and remembered, without a broker. */
  private final class Log implements RefLog {
    @Override
    public CompletionStage<Void> write(String repository, Findings findings) {
      Map<String, String> refs =
          remembered.computeIfAbsent(repository, added -> new ConcurrentHashMap<>());
      findings.events().forEach(event -> told.add(event.revision()));
      findings.seen().forEach(seen -> refs.put(seen.ref(), seen.commit()));
      findings.gone().forEach(refs::remove);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> forget(String repository, Collection<String> refs) {
      remembered.remove(repository);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }

  private PollingTerm term(Duration interval) {
    PollMetrics metrics = new PollMetrics(registry);
    Bulkheads hosts = opened(new Bulkheads("git-poll", 4, 1_000, registry));
    Bulkheads chartHosts = opened(new Bulkheads("chart-poll", 4, 1_000, registry));
    ChartSettings usual = ChartSettings.DEFAULT;
    ChartRepositories repositories =
        new ChartRepositories(
            new ChartSettings(
                Duration.ofSeconds(5), 1_000_000, 1_000_000, 1_000_000, usual.maxStoreBytes()),
            address -> Optional.empty(),
            Clock.systemUTC());
    SecretReader secrets =
        (namespace, name) ->
            Optional.of(Map.of("username", "reader", "password", "s3cr3t", "plainHttp", "true"));
    PollingTerm term =
        opened(
            new PollingTerm(
                () -> applications,
                RemoteLook.of(
                    new GitLook(hosts, secrets, Duration.ofSeconds(5), metrics),
                    new ChartLook(chartHosts, repositories, secrets, metrics, Clock.systemUTC())),
                new Log(),
                Map.copyOf(remembered),
                new Intervals(interval, interval, Duration.ofMillis(50)),
                new Schedule.Backoff(Duration.ofMillis(100), Duration.ofMillis(500)),
                metrics,
                Clock.systemUTC(),
                new Random(3)));
    term.start();
    return term;
  }

  private Application application(String name, String chart, String range) {
    return Applications.ofChart(name, server.url(), chart, range, null);
  }

  private long asked() {
    return server.host().requests("index.yaml").size();
  }

  private String id() {
    return server.host().authority() + "/charts";
  }

  @Test
  void manyApplicationsOfOneRepositoryCostOneQuestion() {
    // given
    server.push(ChartPackage.of("db", "2.0.0"));
    IntStream.range(0, 20)
        .forEach(
            i -> applications.add(application("app" + i, i % 2 == 0 ? "web" : "db", "^" + i % 3)));

    // when
    term(Duration.ofHours(1));

    // then
    await().atMost(PATIENCE).until(() -> told.size() == 1);
    assertThat(told.get(0).repository()).isEqualTo(id());
    assertThat(told.get(0).ref()).isEqualTo(RevisionObserved.ALL_REFS);
    assertThat(asked()).isOne();
  }

  @Test
  void onlyANewerVersionInARangeIsTold() {
    // given
    applications.add(application("app", "web", "^1"));
    term(OFTEN);
    await().atMost(PATIENCE).until(() -> told.size() == 1);

    // when: one that is out of the range, one that is a pre-release, and one that counts
    server.push(ChartPackage.of("web", "2.0.0")).push(ChartPackage.of("web", "1.1.0-rc.1"));
    long before = asked();
    await().atMost(PATIENCE).until(() -> asked() > before + 2);
    assertThat(told).hasSize(1);
    server.push(ChartPackage.of("web", "1.1.0"));

    // then
    await().atMost(PATIENCE).until(() -> told.size() == 2);
    assertThat(told.get(1))
        .extracting(RevisionObserved::ref, RevisionObserved::previous, RevisionObserved::revision)
        .containsExactly("web", "1.0.0", "1.1.0");
    assertThat(server.host().requests("index.yaml"))
        .filteredOn(request -> request.header("If-None-Match").isEmpty())
        .hasSize(1);
  }

  @Test
  void aFixedVersionIsNotAskedFor() {
    applications.add(application("fixed", "web", "1.0.0"));
    applications.add(Applications.of("git", "http://" + server.host().authority() + "/repo.git"));

    term(OFTEN);

    await().atMost(PATIENCE).until(() -> server.host().requests("/repo.git").size() > 1);
    assertThat(asked()).isZero();
  }

  @Test
  void aNewLeaderTellsNothingOfChartsThatDidNotMove() {
    // given
    applications.add(application("app", "web", ""));
    PollingTerm first = term(Duration.ofHours(1));
    await().atMost(PATIENCE).until(() -> remembered.containsKey(id()));
    first.close();

    // when
    server.push(ChartPackage.of("web", "1.1.0"));
    term(OFTEN);

    // then
    await().atMost(PATIENCE).until(() -> told.size() == 2);
    assertThat(told.get(1).revision()).isEqualTo("1.1.0");
    assertThat(remembered.get(id())).isEqualTo(Map.of("web *", "1.1.0"));
  }

  @Test
  void aRegistryIsAskedForTheTagsOfEachChart() {
    // given
    OciRegistryServer oci = opened(OciRegistryServer.start().tokens().login("reader", "s3cr3t"));
    oci.push("org", ChartPackage.of("web", "1.0.0"));
    applications.add(Applications.ofChart("app", oci.url("org"), "web", "~1.0", "creds"));
    applications.add(Applications.ofChart("absent", oci.url("org"), "absent", "*", "creds"));
    term(OFTEN);
    await().atMost(PATIENCE).until(() -> told.size() == 1);

    // when
    oci.push("org", ChartPackage.of("web", "1.0.1"));

    // then
    await().atMost(PATIENCE).until(() -> told.size() == 2);
    assertThat(told.get(1).repository()).isEqualTo(oci.url("org"));
    assertThat(told.get(1).ref()).isEqualTo("web");
    assertThat(told.get(1).revision()).isEqualTo("1.0.1");
  }

  @Test
  void aDeadRepositoryHoldsUpNobodyAndWhatItMissedIsTold() {
    // given
    ChartRepositoryServer dead =
        opened(ChartRepositoryServer.start().push(ChartPackage.of("web", "1.0.0")));
    dead.host().fault("/", Fault.HANGS);
    for (int i = 0; i < 10; i++) {
      applications.add(Applications.ofChart("dead" + i, dead.url() + "/" + i, "web", "*", null));
    }
    applications.add(Applications.ofChart("other", dead.url(), "web", "*", null));
    applications.add(Applications.of("git", "http://" + server.host().authority() + "/repo.git"));

    // when
    term(OFTEN);

    // then
    await().atMost(PATIENCE).until(() -> server.host().requests("/repo.git").size() > 3);
    assertThat(told).isEmpty();
    dead.host().healthy();
    await().atMost(PATIENCE).until(() -> told.size() == 1);
    assertThat(registry.get("plumbline.poll.failing").gauge().value()).isPositive();
    assertThat(
            registry
                .get("plumbline.git.requests")
                .tags("operation", "chart-versions", "outcome", "ok")
                .counters())
        .isNotEmpty();
  }

  @Test
  void aRangeIsRememberedAsItIs() {
    EventCodec codec = new EventCodec("git-poller", Clock.systemUTC(), new Random(1));
    RefSeen seen = new RefSeen("charts.test", "web >=1.2, <2 || ~3", "1.4.0", Instant.EPOCH);

    EncodedEvent encoded = codec.encode(seen, TraceParent.root(new Random(2)));

    assertThat(codec.decode(encoded.key(), encoded.headers(), encoded.value()).event())
        .isEqualTo(seen);
  }
}
