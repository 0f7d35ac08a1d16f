package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Acceptance;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.driftdetector.model.Decision;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.Neighbours;
import dev.plumbline.driftdetector.model.SharedNamespace;
import dev.plumbline.driftdetector.model.Unwritable;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.Told;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application while this instance owns its partition. Whatever comes in is noted, then the
 * whole is judged on the application's lane, what follows is stored, and only then acted upon. Much
 * that comes at once is judged once.
 */
final class TrackedApplication {

  private static final Logger LOG = LoggerFactory.getLogger(TrackedApplication.class);

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Routes routes;
  private final Ledger ledger = new Ledger();
  private final ObjectsInSight sight;
  private final Alarm alarm;
  private final Interests interests;
  private final AtomicBoolean judgementDue = new AtomicBoolean();
  private final Viewpoint viewpoint;
  private final Outbox outbox;
  private final Arrivals arrivals = new Arrivals();
  private final Glances glances;
  private final StandingStatus standing;
  private String uid = "";

  TrackedApplication(ApplicationKey key, OwnedPartition partition, Surroundings at, Routes routes) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.routes = routes;
    this.outbox = new Outbox(key, partition, at);
    this.sight = new ObjectsInSight(key, partition, at, ledger, this::judgeSoon, this::judge);
    this.glances =
        new Glances(
            key.toString(),
            partition,
            sight::planIsWritten,
            () -> arrivals.nothingSeen() ? done() : judge());
    this.alarm = new Alarm(key, partition, this::judge);
    this.standing = new StandingStatus(key, partition, at, ledger, this::judge);
    this.interests = new Interests(this, key, at, routes);
    this.viewpoint = new Viewpoint(at, ledger, sight, interests);
  }

  /** What was restored; before anything else, on whatever thread. */
  void restore(@Nullable Wanted desired, @Nullable Inventory inventory, @Nullable Verdict verdict) {
    ledger.desired = desired;
    ledger.inventory = inventory;
    ledger.verdict = verdict;
    interests.are(ledger.inventory, ledger.desired, at.applications().apply(key).orElse(null));
  }

  /** An event came; on the lane. */
  CompletionStage<Void> take(Event event, TraceParent trace) {
    return ledger.take(event, trace, at.clock().instant()) ? judge() : done();
  }

  /** A state record was deleted; on the lane. */
  CompletionStage<Void> erased(EventType type) {
    if (type == EventType.DESIRED) {
      ledger.desired = null;
    } else if (type == EventType.INVENTORY) {
      ledger.inventoryErased();
    }
    return judge();
  }

  /** A watch saw an object; on any thread. */
  void seen(WatchedKind kind, Sighting sighting) {
    arrivals.seen(kind, sighting);
    glances.due();
  }

  /** A watch saw a whole list; on any thread. */
  void listed(WatchedKind kind, Set<String> ids) {
    arrivals.listed(kind, ids);
    judgeSoon();
  }

  /** A cluster's store is older than it was; on any thread. */
  void rewound(WatchedKind kind) {
    arrivals.rewound(kind);
    judgeSoon();
  }

  /** Puts a judgement on the lane, unless one is there already; on any thread. */
  void judgeSoon() {
    if (judgementDue.compareAndSet(false, true)) {
      partition.submit(key.toString(), this::judge);
    }
  }

  /** On any thread. */
  void judgeIfItSharesTheNamespace(Application other) {
    at.applications()
        .apply(key)
        .filter(application -> SharedNamespace.concerns(application, other))
        .ifPresent(application -> judgeSoon());
  }

  private CompletionStage<Void> judge() {
    judgementDue.set(false);
    glances.taken();
    Application application = at.applications().apply(key).orElse(null);
    if (application == null) {
      return gone();
    }
    boolean appeared = !application.uid().equals(uid);
    if (appeared) {
      ledger.forgetResource();
      uid = application.uid();
      routes.uid(uid, this);
    }
    standing.ask(uid);
    if (at.health().take(uid, application.spec().healthCheckExprs())) {
      sight.fullCheck().now();
    }
    interests.are(ledger.inventory, ledger.desired, application);
    Dependencies dependencies = viewpoint.dependencies(application);
    Neighbours neighbours = new Neighbours(application, at.others()::all);
    at.dependents().alsoConcern(this, application, dependencies.concerning());
    takeSights(application, appeared);
    Wanted desired = viewpoint.desired(application);
    sight.look(desired, application);
    Decision decision =
        at.judge().judge(viewpoint.view(application, desired, dependencies, neighbours));
    Set<ApplicationKey> concerning = new HashSet<>(dependencies.concerning());
    concerning.addAll(neighbours.concerning());
    if (at.dependents().concern(this, application, concerning)) {
      judgeSoon();
    }
    List<Event> events = decision.events(ledger.verdict);
    if (events.isEmpty()) {
      settle(application, decision);
      return done();
    }
    return outbox
        .write(events, ledger.trace)
        .handle((written, failure) -> written(application, decision, failure))
        .thenCompose(then -> then);
  }

  /** A plan that no broker takes must not keep the rest from being told. */
  private CompletionStage<Void> written(
      Application application, Decision decision, @Nullable Throwable failure) {
    if (failure == null) {
      settle(application, decision);
      return done();
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    PlanMade plan = decision.plan();
    if (plan == null || !(cause instanceof PermanentFailureException)) {
      return CompletableFuture.failedFuture(cause);
    }
    LOG.error(
        "Plan cannot be written application={} desired={} inventory={} cause=\"{}\"",
        key,
        plan.desiredSequence(),
        plan.inventorySequence(),
        cause.getMessage());
    ledger.unwritable =
        new Unwritable(
            plan.desiredSequence(), plan.inventorySequence(), String.valueOf(cause.getMessage()));
    return judge();
  }

  /** What was decided is stored: now it holds. */
  private void settle(Application application, Decision decision) {
    ledger.verdict = decision.verdict();
    ledger.confirmationTaken();
    ledger.requestTaken();
    ledger.heals = decision.heals();
    if (decision.plan() != null) {
      ledger.planned(decision.plan());
      at.metrics().planned(decision.plan());
      LOG.info(
          "Plan made application={} plan={} kind={} reason={} waves={} prunes={} attempt={}",
          key,
          decision.plan().planId(),
          decision.plan().kind(),
          decision.plan().reason(),
          decision.plan().waves().size(),
          decision.plan().prunes().size(),
          decision.plan().attempt());
    }
    ledger.stepsTold = decision.stepsTold();
    decision.told().forEach(this::told);
    ApplicationStatus status = decision.status();
    if (status != null && !status.equals(ledger.status)) {
      ledger.status = status;
      at.statuses().publish(key, application.uid(), status);
    }
    at.metrics().stands(application, decision.verdict());
    sight.follow(application);
    Instant now = at.clock().instant();
    alarm.ringAt(
        now,
        decision.wakeAt(),
        Acceptance.lostAt(decision.verdict().openPlan(), ledger.inventory, ledger.openSince(now)));
  }

  private void told(DriftEvent event) {
    at.metrics().told(event);
    LOG.info(
        "Transition told application={} what={} sync={} health={}",
        key,
        EventType.of(event).shortName(),
        ledger.verdict == null ? "" : ledger.verdict.sync(),
        ledger.verdict == null ? "" : ledger.verdict.health());
  }

  private void takeSights(Application application, boolean appeared) {
    Inventory inventory = ledger.inventory;
    String cluster =
        inventory == null ? application.spec().destination().cluster() : inventory.cluster();
    if (arrivals.takeRewound(cluster)) {
      sight.forget();
      ledger.rewoundAt = inventory;
    }
    if (appeared) {
      recall(cluster, inventory);
    }
    arrivals.handOver(cluster, inventory, sight);
  }

  /** What was told before anybody knew that it concerns this application is told once only. */
  private void recall(String cluster, @Nullable Inventory inventory) {
    for (WatchedKind kind : interests.kinds()) {
      if (kind.cluster().equals(cluster)) {
        Told told = at.eye().told(kind, key.shard());
        told.sightings().stream()
            .filter(sighting -> routes.of(kind, sighting).contains(this))
            .forEach(sight::take);
        if (told.whole() && inventory != null) {
          sight.listed(kind, told.ids(), inventory);
        }
      }
    }
  }

  /** Has an apply tried of one of its objects; on any thread. */
  void sampleSoon() {
    partition.submit(
        key.toString(),
        () -> {
          sight.sample();
          return done();
        });
  }

  /** How long ago everything was looked at last; on any thread. */
  FullCheck fullCheck() {
    return sight.fullCheck();
  }

  /** Looks at everything; on any thread. */
  void checkSoon() {
    partition.submit(
        key.toString(),
        () -> {
          sight.fullCheck().now();
          return done();
        });
  }

  /** The resource is not there: absence of an application deletes nothing but our word on it. */
  private CompletionStage<Void> gone() {
    release();
    if (!uid.isEmpty()) {
      ledger.forgetCommands();
    }
    at.health().forget(uid);
    ledger.forgetResource();
    uid = "";
    standing.forget();
    if (ledger.verdict == null) {
      return done();
    }
    return outbox
        .erase(EventType.VERDICT, ledger.trace)
        .thenRun(
            () -> {
              ledger.verdict = null;
              LOG.info("Application forgotten application={}", key);
            });
  }

  /** Ends watching and telling; on revoke or when the resource is gone. */
  void release() {
    interests.end();
    at.statuses().forget(key);
    at.metrics().forget(key);
    at.dependents().release(this);
    alarm.silence();
    sight.rest();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
