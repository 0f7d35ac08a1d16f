package dev.plumbline.driftdetector;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.sight.Examiner.Look;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.Sightings;
import dev.plumbline.driftdetector.sight.Sightings.Reading;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one application's objects look like, and the reads that finding out takes. */
final class ObjectsInSight {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectsInSight.class);
  private static final int FAILURES_TO_TROUBLE = 3;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Ledger ledger;
  private final Runnable judgeSoon;
  private final Supplier<CompletionStage<Void>> judge;
  private final Sightings sightings = new Sightings();
  private final PodProbes pods;
  private final Scopes scopes;
  private @Nullable Desired indexed;
  private Map<String, Manifest> manifests = Map.of();
  private int failures;
  private Instant pausedUntil = Instant.EPOCH;
  private @Nullable ClusterTrouble trouble;
  private @Nullable Cancellable sweep;
  private @Nullable Duration interval;

  ObjectsInSight(
      ApplicationKey key,
      OwnedPartition partition,
      Surroundings at,
      Ledger ledger,
      Runnable judgeSoon,
      Supplier<CompletionStage<Void>> judge) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.ledger = ledger;
    this.judgeSoon = judgeSoon;
    this.judge = judge;
    this.pods = new PodProbes(key, partition, at, judge);
    this.scopes = new Scopes(at.eye());
  }

  void take(Sighting sighting) {
    sightings.take(sighting);
  }

  void listed(WatchedKind kind, Set<String> ids, Inventory inventory) {
    sightings.listed(kind, ids, inventory);
  }

  Map<String, Observation> observations() {
    return sightings.observations();
  }

  Map<String, String> podTrouble() {
    return pods.trouble();
  }

  Desired inScope(Desired desired, Application application) {
    return scopes.apply(desired, application.spec().destination().cluster());
  }

  boolean catalogued(Desired desired, Application application) {
    return scopes.known(desired, application.spec().destination().cluster());
  }

  /** Why the objects cannot be seen; empty when they can. */
  Optional<ClusterTrouble> trouble(Set<WatchedKind> kinds) {
    return kinds.stream()
        .map(at.eye()::trouble)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> Optional.ofNullable(trouble));
  }

  /** Judges by metadata what was seen, and has read what that does not settle. */
  void look(@Nullable Desired desired, Application application) {
    index(desired);
    Inventory inventory = ledger.inventory;
    if (inventory == null || !inventory.applicationUid().equals(application.uid())) {
      return;
    }
    forgetStrangers(inventory);
    if (pausedUntil.isAfter(at.clock().instant())) {
      return;
    }
    for (Suspect suspect : sightings.assess(inventory, this::held, this::reading)) {
      examine(inventory.cluster(), suspect);
    }
  }

  private void index(@Nullable Desired desired) {
    if (desired == indexed) {
      return;
    }
    Map<String, Manifest> index = new HashMap<>();
    if (desired != null) {
      desired.manifests().forEach(manifest -> index.put(manifest.ref().id(), manifest));
    }
    indexed = desired;
    manifests = index;
  }

  private void forgetStrangers(Inventory inventory) {
    if (ledger.verdict != null && ledger.verdict.openPlan() != null) {
      return;
    }
    Set<String> ours = new HashSet<>(manifests.keySet());
    inventory.objects().forEach(entry -> ours.add(entry.ref().id()));
    sightings.retain(ours);
  }

  /** While a plan is under way, what happens to its objects is its own doing. */
  private boolean held(String objectId) {
    OpenPlan open = ledger.verdict == null ? null : ledger.verdict.openPlan();
    Inventory inventory = ledger.inventory;
    if (open == null || ledger.refusal.planId().equals(open.planId())) {
      return false;
    }
    boolean ended =
        inventory != null && inventory.planId().equals(open.planId()) && inventory.phase().ended();
    boolean known = ledger.shape != null && ledger.shape.planId().equals(open.planId());
    return !ended && (!known || ledger.shape == null || ledger.shape.touches(objectId));
  }

  private Reading reading(Inventory.Entry entry) {
    if (indexed == null) {
      return Reading.CANNOT_COMPARE;
    }
    Manifest manifest = manifests.get(entry.ref().id());
    if (manifest == null) {
      return Reading.EXISTS;
    }
    return entry.applied() != null && manifest.digest().equals(entry.applied().desiredDigest())
        ? Reading.COMPARES
        : Reading.CANNOT_COMPARE;
  }

  private CompletionStage<Void> examine(String cluster, Suspect suspect) {
    Manifest manifest = manifests.get(suspect.ref().id());
    boolean compares =
        manifest != null && manifest.digest().equals(suspect.applied().desiredDigest());
    return at.examiner()
        .examine(cluster, suspect, compares ? manifest : null)
        .handle(
            (look, failure) -> {
              partition.submit(
                  key.toString(),
                  () -> look == null ? failed(cluster, suspect, failure) : looked(suspect, look));
              return null;
            });
  }

  private CompletionStage<Void> looked(Suspect suspect, Look look) {
    boolean recovered = trouble != null;
    failures = 0;
    trouble = null;
    boolean news = true;
    if (look.live() == null) {
      sightings.absent(suspect);
    } else {
      news = sightings.examined(suspect, look.live(), look.finding());
    }
    return news || recovered ? judge.get() : CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> failed(
      String cluster, Suspect suspect, @Nullable Throwable failure) {
    sightings.notRead(suspect);
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 8));
    pausedUntil = at.clock().instant().plusMillis(pause);
    failures++;
    partition.schedule(key.toString(), Duration.ofMillis(pause + 1), judge);
    LOG.debug(
        "Object cannot be read application={} object=\"{}\" cause=\"{}\"",
        key,
        suspect.ref(),
        cause == null ? "" : cause.getMessage());
    if (cause instanceof ClusterException why
        && (failures >= FAILURES_TO_TROUBLE || !why.retriable())) {
      trouble =
          new ClusterTrouble(
              cluster, why.reasonText(), suspect.ref() + " cannot be read: " + why.getMessage());
      judgeSoon.run();
    }
    return CompletableFuture.completedFuture(null);
  }

  /** After a judgement: watches pods that are on their way, and sweeps in time. */
  void follow(Application application) {
    String cluster =
        ledger.inventory == null
            ? application.spec().destination().cluster()
            : ledger.inventory.cluster();
    pods.follow(cluster, sightings.progressingWorkloads());
    Duration wanted = application.spec().intervalOrDefault();
    if (!wanted.equals(interval)) {
      if (sweep != null) {
        sweep.cancel();
      }
      interval = wanted;
      scheduleSweep(wanted);
    }
  }

  private void scheduleSweep(Duration every) {
    long millis =
        Math.max(1000, (long) (every.toMillis() * (0.9 + 0.2 * at.random().nextDouble())));
    sweep =
        partition.schedule(
            key.toString(),
            Duration.ofMillis(millis),
            () -> {
              sweepNow();
              scheduleSweep(every);
              return CompletableFuture.completedFuture(null);
            });
  }

  /** Reads all objects anew, one after the other, so that others are not kept waiting. */
  private void sweepNow() {
    Inventory inventory = ledger.inventory;
    if (inventory == null || indexed == null) {
      return;
    }
    List<Suspect> all = sightings.sweep(inventory, this::held, this::reading);
    CompletionStage<Void> last = CompletableFuture.completedFuture(null);
    for (Suspect suspect : all) {
      last = last.thenCompose(done -> examine(inventory.cluster(), suspect));
    }
    last.whenComplete(
        (done, failure) ->
            LOG.debug("All objects were read anew application={} objects={}", key, all.size()));
  }

  /** Ends all that goes on by itself. */
  void rest() {
    if (sweep != null) {
      sweep.cancel();
      sweep = null;
    }
    interval = null;
    pods.rest();
    sightings.retain(Set.of());
  }
}
