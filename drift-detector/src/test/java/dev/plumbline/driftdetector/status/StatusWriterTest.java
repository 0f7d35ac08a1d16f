package dev.plumbline.driftdetector.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.driftdetector.model.ApplicationStatus.Health;
import dev.plumbline.driftdetector.model.ApplicationStatus.Sync;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.testkit.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusWriterTest {
  private static final ApplicationKey KEY = new ApplicationKey("team", "shop");
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Bulkheads bulkheads = new Bulkheads("test", 2, 10, new SimpleMeterRegistry());
  private final Cluster cluster = new Cluster();
  private final StatusWriter writer = new StatusWriter(cluster, bulkheads, Clock.systemUTC());

  /** A control cluster with one application. */
  private static final class Cluster implements StatusStore {
    private volatile String uid = "uid";
    private volatile JsonNode status = Json.mapper().createObjectNode();
    private volatile int version = 1;
    private final List<ObjectNode> patches = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile ClusterException.Reason failure = ClusterException.Reason.UNREACHABLE;

    @Override
    public Optional<Standing> read(ApplicationKey key, String asked) {
      return asked.equals(uid)
          ? Optional.of(new Standing(Integer.toString(version), status))
          : Optional.empty();
    }

    @Override
    public synchronized Standing patch(
        ApplicationKey key, String asked, String base, ObjectNode patch) throws ClusterException {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new ClusterException(failure, 0, "not now");
      }
      if (!base.equals(Integer.toString(version))) {
        refusals.incrementAndGet();
        throw new ClusterException(ClusterException.Reason.CONFLICT, 409, "modified");
      }
      patches.add(patch);
      ObjectNode next = status.deepCopy();
      patch
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isNull()) {
                  next.remove(field.getKey());
                } else {
                  next.set(field.getKey(), field.getValue());
                }
              });
      status = next;
      return new Standing(Integer.toString(somebodyWrites()), status);
    }

    synchronized int somebodyWrites() {
      version++;
      return version;
    }
  }

  @AfterEach
  void close() {
    writer.close();
    bulkheads.close();
  }

  private static ApplicationStatus status(long generation, String attempted) {
    ApplicationStatus empty = ApplicationStatus.EMPTY;
    return new ApplicationStatus(
        generation,
        new Sync(SyncStatus.Synced, "c1", null),
        new Health(HealthStatus.Healthy, null),
        List.of(),
        null,
        null,
        attempted,
        empty.summary(),
        List.of(),
        List.of());
  }

  private static ApplicationStatus running(long generation, String attempted) {
    ApplicationStatus settled = status(generation, attempted);
    return new ApplicationStatus(
        generation,
        settled.sync(),
        settled.health(),
        List.of(),
        new ApplicationStatus.Operation(
            "Running", "p", attempted, null, Instant.EPOCH, null, null, null),
        null,
        attempted,
        settled.summary(),
        List.of(),
        List.of());
  }

  private void awaitAttempted(String revision) {
    Waiting.until(
        SOON,
        () -> "status is " + cluster.status,
        () -> cluster.status.path("lastAttemptedRevision").asText().equals(revision));
  }

  private void awaitGeneration(int generation) {
    Waiting.until(
        SOON,
        () -> "status is " + cluster.status,
        () -> cluster.status.path("observedGeneration").asInt() == generation);
  }

  @Test
  void theLastOfManyLandsAndMostAreNeverWritten() {
    for (int generation = 1; generation <= 50; generation++) {
      writer.publish(KEY, "uid", status(generation, null));
    }

    awaitGeneration(50);
    assertThat(cluster.patches).hasSizeLessThan(10);
  }

  @Test
  void aClockThatIsSetBackDoesNotPutOffTheNextWrite() {
    AtomicInteger hoursBack = new AtomicInteger();
    InstantSource source = () -> Instant.now().minus(Duration.ofHours(hoursBack.get()));
    StatusWriter hurried = new StatusWriter(cluster, bulkheads, source.withZone(ZoneOffset.UTC));
    hurried.publish(KEY, "uid", status(1, "c1"));
    awaitGeneration(1);

    hoursBack.set(1);
    hurried.publish(KEY, "uid", status(2, "c1"));

    awaitGeneration(2);
    hurried.close();
  }

  @Test
  void whatAQuickSyncComesToIsTheOnlyStatusItWrites() {
    // given
    writer.publish(KEY, "uid", status(1, "c1"));
    awaitGeneration(1);

    // when
    writer.publish(KEY, "uid", running(1, "c2"));
    writer.publish(KEY, "uid", status(1, "c2"));

    // then
    awaitAttempted("c2");
    assertThat(cluster.patches).hasSize(2);
    assertThat(cluster.status.has("operation")).isFalse();
  }

  @Test
  void whatASyncComesToIsWrittenAtOnceThoughItsBeingOnItsWayWasWrittenJustNow() {
    // given a clock that stands, as if no time had passed since, and one write after the other
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plusSeconds(1_000));
    InstantSource source = now::get;
    Bulkheads one = new Bulkheads("one", 1, 10, new SimpleMeterRegistry());
    StatusWriter frozen = new StatusWriter(cluster, one, source.withZone(ZoneOffset.UTC));
    frozen.publish(KEY, "uid", running(1, "c1"));
    awaitAttempted("c1");
    assertThat(frozen.load(KEY, "uid")).succeedsWithin(SOON);

    // when
    frozen.publish(KEY, "uid", status(2, "c1"));
    frozen.publish(KEY, "uid", status(3, "c1"));

    // then it was on its way before the next came, which else would have taken its place
    awaitGeneration(3);
    assertThat(cluster.patches)
        .extracting(patch -> patch.path("observedGeneration").asInt())
        .endsWith(2, 3);
    frozen.close();
    one.close();
  }

  @Test
  void whatIsOnItsWayForLongIsWritten() {
    // given
    writer.publish(KEY, "uid", status(1, "c1"));
    awaitGeneration(1);

    // when
    writer.publish(KEY, "uid", running(1, "c2"));

    // then
    awaitAttempted("c2");
    assertThat(cluster.status.at("/operation/phase").asText()).isEqualTo("Running");
  }

  @Test
  void whatIsOnItsWayIsWrittenAtOnceForANewGeneration() {
    // when, and the sync is over at once
    writer.publish(KEY, "uid", running(1, "c1"));
    writer.publish(KEY, "uid", status(1, "c1"));

    // then nobody takes the application for settled before it was looked at
    Waiting.until(SOON, () -> "status is " + cluster.status, () -> cluster.patches.size() == 2);
    assertThat(cluster.patches.get(0).at("/operation/phase").asText()).isEqualTo("Running");
  }

  @Test
  void ofManyOnTheirWayFewAreToldAndWhatEachComesToIs() {
    // given a clock that stands, and many that are on their way
    Clock stands = Clock.fixed(Instant.EPOCH.plusSeconds(1_000), ZoneOffset.UTC);
    Map<ApplicationKey, Cluster> clusters = new ConcurrentHashMap<>();
    List<ApplicationKey> many =
        IntStream.range(0, 3 * PassingBudget.AT_ONCE)
            .mapToObj(i -> new ApplicationKey("team", "shop-" + i))
            .toList();
    many.forEach(key -> clusters.put(key, new Cluster()));
    CountDownLatch answers = new CountDownLatch(1);
    Bulkheads wide = new Bulkheads("test", 2, many.size(), new SimpleMeterRegistry());
    StatusWriter crowded = new StatusWriter(each(clusters, answers), wide, stands);
    many.forEach(key -> crowded.publish(key, "uid", running(1, "c1")));

    // when they go on before that is answered, which is the first word on each
    many.forEach(key -> crowded.publish(key, "uid", running(1, "c2")));
    answers.countDown();

    // then
    awaitPatches(clusters, many.size() + PassingBudget.AT_ONCE);

    // when
    many.forEach(key -> crowded.publish(key, "uid", status(1, "c3")));

    // then
    awaitPatches(clusters, 2 * many.size() + PassingBudget.AT_ONCE);
    assertThat(clusters.values())
        .allMatch(one -> !one.status.has("operation"))
        .allMatch(one -> one.status.path("lastAttemptedRevision").asText().equals("c3"));
    crowded.close();
    wide.close();
  }

  private static StatusStore each(Map<ApplicationKey, Cluster> clusters, CountDownLatch answers) {
    return new StatusStore() {
      @Override
      public Optional<Standing> read(ApplicationKey key, String uid) {
        return clusters.get(key).read(key, uid);
      }

      @Override
      public Standing patch(ApplicationKey key, String uid, String version, ObjectNode patch)
          throws ClusterException {
        Waiting.until(SOON, () -> "nobody answers", () -> answers.getCount() == 0);
        return clusters.get(key).patch(key, uid, version, patch);
      }
    };
  }

  private static void awaitPatches(Map<ApplicationKey, Cluster> clusters, int patches) {
    Waiting.until(
        SOON,
        () -> "patches are " + patches(clusters) + ", not " + patches,
        () -> patches(clusters) == patches);
  }

  private static int patches(Map<ApplicationKey, Cluster> clusters) {
    return clusters.values().stream().mapToInt(one -> one.patches.size()).sum();
  }

  @Test
  void whatStandsAlreadyIsNotWritten() throws Exception {
    writer.publish(KEY, "uid", status(1, "c1"));
    awaitGeneration(1);
    int patches = cluster.patches.size();
    StatusWriter next = new StatusWriter(cluster, bulkheads, Clock.systemUTC());

    Optional<ApplicationStatus> loaded = next.load(KEY, "uid").toCompletableFuture().get();
    next.publish(KEY, "uid", loaded.orElseThrow());
    next.publish(KEY, "uid", status(2, "c1"));

    awaitGeneration(2);
    assertThat(loaded).contains(status(1, "c1"));
    assertThat(cluster.patches).hasSize(patches + 1);
    next.close();
  }

  @Test
  void onlyWhatDiffersIsSentAndWhatIsNoLongerSoIsTakenAway() {
    writer.publish(KEY, "uid", status(1, "c1"));
    awaitGeneration(1);

    writer.publish(KEY, "uid", status(2, null));

    awaitGeneration(2);
    ObjectNode last = cluster.patches.get(cluster.patches.size() - 1);
    assertThat(last.toString())
        .isEqualTo("{\"observedGeneration\":2,\"lastAttemptedRevision\":null}");
  }

  @Test
  void aFailedWriteIsTriedAgainUntilItLands() {
    cluster.failures.set(2);

    writer.publish(KEY, "uid", status(1, null));

    awaitGeneration(1);
  }

  @Test
  void aChangeOfWhatIsNotTheStatusDoesNotKeepItFromBeingWritten() {
    writer.publish(KEY, "uid", status(1, null));
    awaitGeneration(1);
    cluster.somebodyWrites();

    writer.publish(KEY, "uid", status(2, null));

    awaitGeneration(2);
  }

  @Test
  void aStatusThatAnotherInstanceWroteIsNotOverwrittenByOneThatIsLetGoMeanwhile() {
    // given what this instance knows to stand
    writer.publish(KEY, "uid", status(1, null));
    awaitGeneration(1);

    // when another owns the application and writes, and this one learns of that too late
    StatusWriter owner = new StatusWriter(cluster, bulkheads, Clock.systemUTC());
    owner.publish(KEY, "uid", status(3, null));
    awaitGeneration(3);
    int refused = cluster.refusals.get();
    writer.publish(KEY, "uid", status(2, null));
    Waiting.until(SOON, () -> "not tried", () -> cluster.refusals.get() > refused);
    writer.forget(KEY);

    // then
    owner.publish(KEY, "uid", status(4, null));
    awaitGeneration(4);
    assertThat(cluster.patches)
        .extracting(patch -> patch.path("observedGeneration").asInt())
        .containsExactly(1, 3, 4);
    owner.close();
  }

  @Test
  void aStatusTheServerRefusesIsNotSentAgainButTheNextIs() {
    cluster.failure = ClusterException.Reason.INVALID;
    cluster.failures.set(1);
    writer.publish(KEY, "uid", status(1, null));
    Waiting.until(SOON, () -> "not refused", () -> cluster.failures.get() == 0);

    writer.publish(KEY, "uid", status(2, null));

    awaitGeneration(2);
    assertThat(cluster.patches).hasSize(1);
  }

  @Test
  void nothingIsWrittenToANamesake() throws Exception {
    cluster.uid = "another";
    assertThat(writer.load(KEY, "uid").toCompletableFuture().get()).isEmpty();
    writer.publish(KEY, "uid", status(1, null));

    writer.publish(KEY, "another", status(2, null));

    awaitGeneration(2);
    assertThat(cluster.patches).hasSize(1);
  }

  @Test
  void aStatusThatCannotBeReadCountsAsNone() throws Exception {
    cluster.status = Json.mapper().readTree("{\"sync\":\"strange\",\"extra\":1}");

    assertThat(writer.load(KEY, "uid").toCompletableFuture().get())
        .contains(ApplicationStatus.EMPTY);

    writer.publish(KEY, "uid", status(1, null));
    awaitGeneration(1);
    assertThat(cluster.status.has("extra")).isFalse();
  }
}
