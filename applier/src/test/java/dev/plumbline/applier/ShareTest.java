package dev.plumbline.applier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.applier.cluster.Accounts;
import dev.plumbline.applier.cluster.Admission;
import dev.plumbline.applier.cluster.ClusterHand;
import dev.plumbline.applier.cluster.FinalizerRemoval;
import dev.plumbline.applier.cluster.OtherApplications;
import dev.plumbline.applier.model.Candidate;
import dev.plumbline.applier.model.RetrySchedule;
import dev.plumbline.applier.model.SyncMachine;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShareTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final ApplicationKey KEY = new ApplicationKey("default", "shop");

  private final Lane lane = new Lane();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Bulkheads bulkheads = new Bulkheads("applier", 1, 1, registry);
  private final ClusterClient control =
      ClusterClient.of(
          "in-cluster",
          new KubernetesClientBuilder()
              .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
              .build());
  private final Workshop workshop = workshop();
  private final Share share = new Share(lane, workshop);

  @AfterEach
  void close() {
    bulkheads.close();
    control.close();
  }

  @Test
  void aSyncEndsThoughWhatFollowsFromItsDeadlineIsTooLargeToBeStored() {
    // given a sync that waits to try its only object again
    ObjectRef ref = ObjectRef.of("v1", "ConfigMap", "default", "a");
    PlanMade plan =
        new PlanDraft(KEY, "p1", "uid", 1, 0)
            .wave(new PlanMade.Apply(ref, Json.mapper().createObjectNode(), "d"))
            .made();
    Candidate candidate = new Candidate(plan, new TraceParent("1".repeat(32), "2".repeat(16)));
    share.planArrived(candidate).toCompletableFuture().join();
    Waiting.until(Duration.ofSeconds(10), () -> "it was tried", () -> lane.timers.size() == 2);

    // when
    lane.refuses = 1;
    lane.timers.stream().filter(it -> it.delay().compareTo(TIMEOUT) == 0).forEach(Timer::ring);

    // then
    assertThat(lane.types()).endsWith("dev.plumbline.sync.failed");
    assertThat(share.syncs()).isZero();
  }

  @Test
  void aPlanWhoseSyncIsTooLargeToBeKeptHasFailedAtOnce() {
    // given
    ObjectRef ref = ObjectRef.of("v1", "ConfigMap", "default", "a");
    PlanMade plan =
        new PlanDraft(KEY, "p1", "uid", 1, 0)
            .wave(new PlanMade.Apply(ref, Json.mapper().createObjectNode(), "d"))
            .made();
    List<String> acknowledged = new ArrayList<>();
    share.hold("p1", () -> acknowledged.add("p1"));
    lane.refuses = 1;

    // when
    share
        .planArrived(new Candidate(plan, new TraceParent("1".repeat(32), "2".repeat(16))))
        .toCompletableFuture()
        .join();

    // then
    assertThat(lane.types())
        .containsExactly("dev.plumbline.inventory", "dev.plumbline.sync.failed");
    assertThat(share.syncs()).isZero();
    assertThat(acknowledged).containsExactly("p1");
  }

  private Workshop workshop() {
    EventCodec codec = new EventCodec("applier", Clock.systemUTC(), new Random(1));
    RetrySchedule retries =
        new RetrySchedule(3, Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(60));
    return new Workshop(
        new SyncMachine(4, retries, Duration.ofSeconds(2), TIMEOUT),
        new ClusterHand(
            (name, application, object) -> {
              throw new ClusterException(
                  ClusterException.Reason.UNKNOWN_CLUSTER, 0, "no cluster is named " + name);
            },
            Admission.OPEN,
            Accounts.OWN,
            new SecretCipher(KeyRing.of("k1", new byte[32])),
            "plumbline",
            new OtherApplications(
                uid -> Optional.empty(), uid -> Optional.empty(), control, String::equals),
            TakeOver.NONE),
        new FinalizerRemoval(control, "plumbline"),
        bulkheads,
        key -> Optional.of(application()),
        new OutputRecords(codec, TopicNames.unprefixed()::of),
        new SyncJournal(registry),
        Clock.systemUTC(),
        new Random(1));
  }

  private static Application application() {
    String json =
        """
        {"metadata": {"namespace": "default", "name": "shop", "uid": "uid"},
         "spec": {"source": {"repoURL": "https://git.example/shop"}, "destination": {}}}
        """;
    try {
      return Json.mapper().readValue(json, Application.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private record Timer(Duration delay, Supplier<CompletionStage<Void>> task) {
    void ring() {
      task.get().toCompletableFuture().join();
    }
  }

  /** A partition whose broker takes what it is given, unless told otherwise. */
  private static final class Lane implements OwnedPartition {
    private final List<Timer> timers = new CopyOnWriteArrayList<>();
    private final List<OutgoingRecord> written = new CopyOnWriteArrayList<>();
    private int refuses;

    @Override
    public int number() {
      return 0;
    }

    @Override
    public boolean isOwned() {
      return true;
    }

    @Override
    public CompletionStage<Void> write(List<OutgoingRecord> records) {
      if (refuses > 0) {
        refuses--;
        return CompletableFuture.failedFuture(new PermanentFailureException("too large"));
      }
      written.addAll(records);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> putAside(StreamRecord state, Throwable cause) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void submit(String key, Supplier<CompletionStage<Void>> task) {
      task.get().toCompletableFuture().join();
    }

    @Override
    public Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task) {
      timers.add(new Timer(delay, task));
      return () -> {};
    }

    List<String> types() {
      return written.stream().map(record -> record.headers().getOrDefault("ce_type", "")).toList();
    }
  }
}
