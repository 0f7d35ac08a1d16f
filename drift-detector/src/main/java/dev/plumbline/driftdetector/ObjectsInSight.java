package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.model.PlanShape;
import dev.plumbline.driftdetector.model.Stuck;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.Examiner.Look;
import dev.plumbline.driftdetector.sight.Examiner.Sample;
import dev.plumbline.driftdetector.sight.Expected;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.Sightings;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.stream.OwnedPartition;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Runnable judgeSoon;
  private final Sightings sightings = new Sightings();
  private final Yardstick yardstick = new Yardstick();
  private final Reads reads;
  private final Strangers strangers;
  private final ForeignObjects foreign;
  private final FormerRelease release;
  private final Scopes scopes;
  private final FullCheck fullCheck;

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
    this.reads = new Reads(key, partition, at, judgeSoon, judge);
    this.strangers = new Strangers(at, ledger, sightings, reads);
    this.foreign = new ForeignObjects(at, reads);
    this.release = new FormerRelease(at, reads);
    this.scopes = new Scopes(at.eye());
    this.fullCheck = new FullCheck(key.toString(), partition, at, this::readAll);
  }

  void take(Sighting sighting) {
    sightings.take(sighting);
  }

  /** Forgets what was seen: it is of a store that is no more. */
  void forget() {
    sightings.retain(Set.of());
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

  /** Objects of others in namespaces that are the application's; empty unless they are told. */
  Set<ObjectRef> foreignObjects() {
    return foreign.found();
  }

  /** Whether Helm had installed the objects before; null while that is not known. */
  @Nullable Boolean formerRelease(Application application) {
    return release.found(application.uid());
  }

  /** Who else asked to have objects of that application, by their ids; of those that live. */
  Map<String, String> claimants(String applicationUid) {
    Map<String, String> claimants = new HashMap<>();
    sightings
        .claims()
        .forEach(
            (id, claim) -> {
              boolean others =
                  claim.installation().equals(at.installation())
                      && !claim.applicationUid().equals(applicationUid);
              if (others) {
                at.applicationOfUid()
                    .apply(claim.applicationUid())
                    .ifPresent(other -> claimants.put(id, other.toString()));
              }
            });
    return claimants;
  }

  /** What is wrong with the rules of what is ignored; empty when nothing is. */
  Optional<String> ignoreProblem() {
    return yardstick.problem();
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
    yardstick.take(desired, application);
    if (desired != null && catalogued(desired, application) && ledger.mayBeInstallation(desired)) {
      release.look(desired, application);
    }
    Inventory inventory = ledger.inventory;
    if (inventory == null || !inventory.applicationUid().equals(application.uid())) {
      strangers.forget();
      return;
    }
    strangers.sortOut(inventory, yardstick.ids());
    if (reads.paused()) {
      return;
    }
    for (Suspect suspect : sightings.assess(inventory, this::held, yardstick::reading)) {
      var unused = examine(inventory.cluster(), suspect, () -> {});
    }
    boolean sure = desired != null && catalogued(desired, application);
    if (sure && inventory.phase().ended() && !planUnderWay()) {
      strangers.look(inventory);
      foreign.look(inventory, yardstick.ownNamespaces(), application);
    }
  }

  /** While a plan is under way, what happens to its objects is its own doing. */
  private boolean held(String objectId) {
    PlanShape shape = ledger.shape;
    OpenPlan open = ledger.verdict == null ? null : ledger.verdict.openPlan();
    boolean known = open != null && shape != null && shape.planId().equals(open.planId());
    return planUnderWay() && (!known || shape == null || shape.touches(objectId));
  }

  /**
   * Whether a plan is under way that waits for nothing to be seen just now: what it does next is
   * told by the inventory, and judged then.
   */
  boolean planIsWritten() {
    OpenPlan open = ledger.verdict == null ? null : ledger.verdict.openPlan();
    return open != null && planUnderWay() && ledger.stepsTold.of(open.planId()).step() < 0;
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

  private CompletionStage<Void> examine(String cluster, Suspect suspect, Runnable notRead) {
    return reads.then(
        cluster,
        suspect.ref(),
        at.examiner().examine(cluster, suspect, yardstick.of(suspect)),
        look -> looked(suspect, look),
        () -> {
          sightings.notRead(suspect);
          notRead.run();
        });
  }

  /** Takes what was read; gives whether it is news. */
  private boolean looked(Suspect suspect, Look look) {
    if (look.live() == null) {
      sightings.absent(suspect);
      return true;
    }
    return sightings.examined(suspect, look.live(), look.finding());
  }

  /** After a judgement: checks everything in time. */
  void follow(Application application) {
    fullCheck.every(application.spec().intervalOrDefault());
  }

  /** Since when not everything was looked at. */
  FullCheck fullCheck() {
    return fullCheck;
  }

  /** Reads all objects anew, one after the other, so that others are not kept waiting. */
  private CompletionStage<Boolean> readAll() {
    Inventory inventory = ledger.inventory;
    if (inventory == null || !yardstick.known()) {
      return CompletableFuture.completedFuture(true);
    }
    if (foreign.lookAgain()) {
      judgeSoon.run();
    }
    CompletableFuture<Boolean> all = new CompletableFuture<>();
    readNext(inventory.objects().iterator(), new AtomicBoolean(true), all);
    return all;
  }

  private void readNext(
      Iterator<Inventory.Entry> entries, AtomicBoolean whole, CompletableFuture<Boolean> all) {
    Inventory inventory = ledger.inventory;
    while (inventory != null && entries.hasNext()) {
      Optional<Suspect> next = sightings.anew(entries.next(), this::held, yardstick::reading);
      if (next.isPresent()) {
        examine(inventory.cluster(), next.get(), () -> whole.set(false))
            .whenComplete(
                (done, failure) ->
                    partition.submit(
                        key.toString(),
                        () -> {
                          readNext(entries, whole, all);
                          return CompletableFuture.completedFuture(null);
                        }));
        return;
      }
    }
    LOG.debug("All objects were read anew application={} whole={}", key, whole);
    all.complete(whole.get());
  }

  /** Has an apply tried of one object that is thought to be in order, whichever. */
  void sample() {
    Inventory inventory = ledger.inventory;
    if (inventory == null || reads.paused()) {
      return;
    }
    Optional<Suspect> picked =
        sightings.sample(inventory, this::held, yardstick::reading, at.random());
    if (picked.isEmpty()) {
      return;
    }
    Suspect suspect = picked.get();
    Expected expected = yardstick.of(suspect);
    if (expected == null) {
      sightings.notRead(suspect);
      return;
    }
    var unused =
        at.samples()
            .take(inventory.cluster(), suspect, expected)
            .handle(
                (sample, failure) -> {
                  partition.submit(key.toString(), () -> sampled(suspect, sample));
                  return null;
                });
  }

  private CompletionStage<Void> sampled(Suspect suspect, @Nullable Optional<Sample> sample) {
    if (sample == null || sample.isEmpty()) {
      sightings.notRead(suspect);
      return CompletableFuture.completedFuture(null);
    }
    if (!sample.get().missed().isEmpty()) {
      yardstick.doubt(suspect);
    }
    return looked(suspect, sample.get().look())
        ? reads.judge()
        : CompletableFuture.completedFuture(null);
  }

  /** Ends all that goes on by itself. */
  void rest() {
    fullCheck.rest();
    sightings.retain(Set.of());
  }
}
