package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Acceptance;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.driftdetector.model.ApplicationView;
import dev.plumbline.driftdetector.model.Decision;
import dev.plumbline.driftdetector.model.Unwritable;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Duration STATUS_RETRY = Duration.ofSeconds(5);

  private static final String HEALTH_RULES = "HealthRuleInvalid";
  private static final String IGNORE_RULES = "IgnoreRuleInvalid";

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Routes routes;
  private final Ledger ledger = new Ledger();
  private final ObjectsInSight sight;
  private final Alarm alarm;
  private final Interests interests;
  private final AtomicBoolean judgementDue = new AtomicBoolean();
  private final Map<WatchedKind, Set<String>> lists = new ConcurrentHashMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  private final Set<String> rewound = ConcurrentHashMap.newKeySet();
  private String uid = "";
  private boolean statusAsked;

  /** What was seen on a cluster. */
  private record Seen(String cluster, Sighting sighting) {}

  TrackedApplication(ApplicationKey key, OwnedPartition partition, Surroundings at, Routes routes) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.routes = routes;
    this.sight = new ObjectsInSight(key, partition, at, ledger, this::judgeSoon, this::judge);
    this.alarm = new Alarm(key, partition, this::judge);
    this.interests = new Interests(this, key, at, routes);
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
    seen.put(
        kind.cluster() + "#" + sighting.ref().id() + "#" + sighting.gone(),
        new Seen(kind.cluster(), sighting));
    judgeSoon();
  }

  /** A watch saw a whole list; on any thread. */
  void listed(WatchedKind kind, Set<String> ids) {
    lists.put(kind, ids);
    judgeSoon();
  }

  /** A cluster's store is older than it was; on any thread. */
  void rewound(WatchedKind kind) {
    seen.clear();
    rewound.add(kind.cluster());
    judgeSoon();
  }

  /** Puts a judgement on the lane, unless one is there already; on any thread. */
  void judgeSoon() {
    if (judgementDue.compareAndSet(false, true)) {
      partition.submit(key.toString(), this::judge);
    }
  }

  private CompletionStage<Void> judge() {
    judgementDue.set(false);
    Application application = at.applications().apply(key).orElse(null);
    if (application == null) {
      return gone();
    }
    if (!application.uid().equals(uid)) {
      ledger.forgetResource();
      uid = application.uid();
      statusAsked = false;
      routes.uid(uid, this);
    }
    askForStatus();
    if (at.health().take(uid, application.spec().healthCheckExprs())) {
      sight.fullCheck().now();
    }
    interests.are(ledger.inventory, ledger.desired, application);
    takeSights(application);
    Wanted desired = desired(application);
    sight.look(desired, application);
    Decision decision = at.judge().judge(view(application, desired));
    List<Event> events = decision.events(ledger.verdict);
    if (events.isEmpty()) {
      settle(application, decision);
      return done();
    }
    return write(events)
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
    if (plan == null
        || plan.kind() == PlanMade.Kind.DELETE
        || !(cause instanceof PermanentFailureException)) {
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

  private ApplicationView view(Application application, @Nullable Wanted desired) {
    return new ApplicationView(
        application,
        desired,
        desired != null && sight.catalogued(desired, application),
        ledger.inventory,
        ledger.verdict,
        sight.observations(),
        sight.stuck(),
        sight.foreignObjects(),
        ruleProblems(application),
        ledger.renderFailure,
        ledger.unchanged,
        sight.trouble(interests.kinds()).orElse(null),
        ledger.sync,
        ledger.refusal,
        ledger.openSince(at.clock().instant()),
        ledger.unwritable,
        ledger.isRewound(),
        ledger.heals,
        ledger.shape,
        ledger.settledWave,
        ledger.status,
        at.clock().instant());
  }

  /** Of another uid nothing is desired; of cluster-scoped kinds the namespace is dropped. */
  private @Nullable Wanted desired(Application application) {
    Wanted desired = ledger.desired;
    return desired == null || !desired.applicationUid().equals(application.uid())
        ? null
        : sight.inScope(desired, application);
  }

  private Map<String, String> ruleProblems(Application application) {
    Map<String, String> problems = new HashMap<>();
    at.health().problem(application.uid()).ifPresent(why -> problems.put(HEALTH_RULES, why));
    sight.ignoreProblem().ifPresent(why -> problems.put(IGNORE_RULES, why));
    return problems;
  }

  private CompletionStage<Void> write(List<Event> events) {
    List<OutgoingRecord> records = new ArrayList<>();
    for (Event event : events) {
      EncodedEvent encoded = at.codec().encode(event, ledger.trace);
      records.add(
          new OutgoingRecord(
              at.topics().apply(encoded.topic()),
              encoded.key(),
              encoded.value(),
              encoded.headers()));
    }
    return partition.write(records);
  }

  /** What was decided is stored: now it holds. */
  private void settle(Application application, Decision decision) {
    ledger.verdict = decision.verdict();
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
    if (!decision.commandWaits()) {
      ledger.sync = null;
    }
    if (decision.waveSettled() != null) {
      ledger.settledWave = decision.waveSettled().planId() + "/" + decision.waveSettled().wave();
    }
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

  private void askForStatus() {
    if (statusAsked) {
      return;
    }
    statusAsked = true;
    String asked = uid;
    at.statuses()
        .load(key, asked)
        .whenComplete(
            (found, failure) ->
                partition.submit(key.toString(), () -> statusLoaded(asked, found, failure)));
  }

  private CompletionStage<Void> statusLoaded(
      String asked, @Nullable Optional<ApplicationStatus> found, @Nullable Throwable failure) {
    if (!asked.equals(uid)) {
      return done();
    }
    if (found == null) {
      LOG.warn(
          "Status cannot be read, trying again application={} cause=\"{}\"",
          key,
          failure == null ? "" : failure.getMessage());
      partition.schedule(
          key.toString(),
          STATUS_RETRY,
          () -> {
            statusAsked = false;
            return judge();
          });
      return done();
    }
    found.ifPresent(ledger::statusRead);
    if (ledger.inventory == null && found.filter(TrackedApplication::hadObjects).isPresent()) {
      LOG.warn(
          "What was remembered of an application is lost; all of it is applied again and nothing is"
              + " pruned before application={}",
          key);
    }
    return judge();
  }

  private static boolean hadObjects(ApplicationStatus status) {
    return !status.history().isEmpty() && status.summary() != null && status.summary().total() > 0;
  }

  /** Takes what was seen on the application's cluster: a copy on another is none of its objects. */
  private void takeSights(Application application) {
    Inventory inventory = ledger.inventory;
    String cluster =
        inventory == null ? application.spec().destination().cluster() : inventory.cluster();
    if (rewound.remove(cluster)) {
      sight.forget();
      ledger.rewoundAt = inventory;
    }
    rewound.clear();
    for (String id : List.copyOf(seen.keySet())) {
      Seen one = seen.remove(id);
      if (one != null && one.cluster().equals(cluster)) {
        sight.take(one.sighting());
      }
    }
    for (WatchedKind kind : List.copyOf(lists.keySet())) {
      Set<String> ids = lists.remove(kind);
      if (ids != null && inventory != null && kind.cluster().equals(cluster)) {
        sight.listed(kind, ids, inventory);
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
    at.health().forget(uid);
    ledger.forgetResource();
    uid = "";
    statusAsked = false;
    if (ledger.verdict == null) {
      return done();
    }
    OutgoingRecord tombstone =
        new OutgoingRecord(
            at.topics().apply(EventType.VERDICT.topic()),
            key.toString(),
            null,
            at.codec().tombstoneHeaders(EventType.VERDICT, ledger.trace));
    return partition
        .write(List.of(tombstone))
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
    alarm.silence();
    sight.rest();
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
