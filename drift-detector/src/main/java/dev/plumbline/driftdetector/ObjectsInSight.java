package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.model.PlanShape;
import dev.plumbline.driftdetector.model.Stuck;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.model.WantedObject;
import dev.plumbline.driftdetector.sight.Examiner.Look;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.Sightings;
import dev.plumbline.driftdetector.sight.Sightings.Reading;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one application's objects look like, and the reads that finding out takes. */
final class ObjectsInSight {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectsInSight.class);

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Ledger ledger;
  private final Sightings sightings = new Sightings();
  private final Reads reads;
  private final Strangers strangers;
  private final Scopes scopes;
  private @Nullable Wanted indexed;
  private Map<String, WantedObject> manifests = Map.of();
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
    this.reads = new Reads(key, partition, at, judgeSoon, judge);
    this.strangers = new Strangers(at, ledger, sightings, reads);
    this.scopes = new Scopes(at.eye());
  }

  void take(Sighting sighting) {
    sightings.take(sighting);
  }

  void listed(WatchedKind kind, Set<String> ids, Inventory inventory) {
    sightings.listed(kind, ids, inventory);
    strangers.listed(kind, ids);
  }

  Map<String, Observation> observations() {
    Map<String, Observation> all = sightings.observations();
    Inventory inventory = ledger.inventory;
    if (inventory != null) {
      strangers.judge(all, inventory);
    }
    return all;
  }

  /** Where objects that are not well are stuck, by their ids. */
  Map<String, Stuck> stuck() {
    Inventory inventory = ledger.inventory;
    Map<String, Stuck> stuck = new HashMap<>();
    if (inventory != null) {
      sightings
          .unwell()
          .forEach(
              (id, uid) ->
                  at.offspring()
                      .stuck(inventory.cluster(), uid)
                      .ifPresent(where -> stuck.put(id, where)));
    }
    return stuck;
  }

  Wanted inScope(Wanted desired, Application application) {
    return scopes.apply(desired, application.spec().destination().cluster());
  }

  boolean catalogued(Wanted desired, Application application) {
    return scopes.known(desired, application.spec().destination().cluster());
  }

  /** Why the objects cannot be seen; empty when they can. */
  Optional<ClusterTrouble> trouble(Set<WatchedKind> kinds) {
    return kinds.stream()
        .map(at.eye()::trouble)
        .flatMap(Optional::stream)
        .findFirst()
        .or(reads::trouble);
  }

  /** Judges by metadata what was seen, and has read what that does not settle. */
  void look(@Nullable Wanted desired, Application application) {
    index(desired);
    Inventory inventory = ledger.inventory;
    if (inventory == null || !inventory.applicationUid().equals(application.uid())) {
      strangers.forget();
      return;
    }
    strangers.sortOut(inventory, manifests.keySet());
    if (reads.paused()) {
      return;
    }
    for (Suspect suspect : sightings.assess(inventory, this::held, this::reading)) {
      examine(inventory.cluster(), suspect);
    }
    boolean sure = desired != null && catalogued(desired, application);
    if (sure && inventory.phase().ended() && !planUnderWay()) {
      strangers.look(inventory);
    }
  }

  private void index(@Nullable Wanted desired) {
    if (desired == indexed) {
      return;
    }
    Map<String, WantedObject> index = new HashMap<>();
    if (desired != null) {
      desired.objects().forEach(manifest -> index.put(manifest.ref().id(), manifest));
    }
    indexed = desired;
    manifests = index;
  }

  /** While a plan is under way, what happens to its objects is its own doing. */
  private boolean held(String objectId) {
    PlanShape shape = ledger.shape;
    OpenPlan open = ledger.verdict == null ? null : ledger.verdict.openPlan();
    boolean known = open != null && shape != null && shape.planId().equals(open.planId());
    return planUnderWay() && (!known || shape == null || shape.touches(objectId));
  }

  private boolean planUnderWay() {
    OpenPlan open = ledger.verdict == null ? null : ledger.verdict.openPlan();
    Inventory inventory = ledger.inventory;
    if (open == null || ledger.refusal.planId().equals(open.planId())) {
      return false;
    }
    return inventory == null
        || !inventory.planId().equals(open.planId())
        || !inventory.phase().ended();
  }

  private Reading reading(Inventory.Entry entry) {
    if (indexed == null) {
      return Reading.CANNOT_COMPARE;
    }
    WantedObject manifest = manifests.get(entry.ref().id());
    if (manifest == null) {
      return Reading.EXISTS;
    }
    return entry.applied() != null && manifest.digest().equals(entry.applied().desiredDigest())
        ? Reading.COMPARES
        : Reading.CANNOT_COMPARE;
  }

  private CompletionStage<Void> examine(String cluster, Suspect suspect) {
    WantedObject manifest = manifests.get(suspect.ref().id());
    boolean compares =
        manifest != null && manifest.digest().equals(suspect.applied().desiredDigest());
    return reads.then(
        cluster,
        suspect.ref(),
        at.examiner().examine(cluster, suspect, compares ? manifest : null),
        look -> looked(suspect, look),
        () -> sightings.notRead(suspect));
  }

  /** Takes what was read; gives whether it is news. */
  private boolean looked(Suspect suspect, Look look) {
    if (look.live() == null) {
      sightings.absent(suspect);
      return true;
    }
    return sightings.examined(suspect, look.live(), look.finding());
  }

  /** After a judgement: sweeps in time. */
  void follow(Application application) {
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
    sightings.retain(Set.of());
  }
}
