package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Drives a machine by hand: inputs go in, records pile up in a log and state as on a broker, and
 * the objects to be written wait until the test says how they ended.
 */
final class Bench {
  static final RetrySchedule RETRIES =
      new RetrySchedule(3, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final SyncMachine machine =
      new SyncMachine(2, RETRIES, Duration.ofSeconds(10), Duration.ofHours(1));
  private Ledger ledger = Ledger.empty(Plans.APP);

  Instant now = Plans.T0;
  @Nullable ApplicationView application = new ApplicationView(Plans.UID, false, true);

  final List<Event> log = new ArrayList<>();
  final List<EventType> erased = new ArrayList<>();
  final List<Effect.Perform> running = new ArrayList<>();
  final List<Effect.RetryLater> timers = new ArrayList<>();
  Effect.@Nullable FailLater alarm;
  int room;
  final List<String> acknowledged = new ArrayList<>();
  final List<String> waitingForView = new ArrayList<>();
  final List<String> finalizersRemoved = new ArrayList<>();
  @Nullable Inventory inventory;
  @Nullable SyncState sync;

  /** Called between the storing of records and what is to be done after that. */
  Runnable afterStoring = () -> {};

  /** The objects on the "cluster", in the order in which they were begun. */
  final List<String> begun = new ArrayList<>();

  Bench arrives(Plans plan) {
    return step(l -> machine.planArrived(l, plan.candidate(), at()));
  }

  Bench settled(String planId, int wave) {
    return step(
        l ->
            machine.settled(
                l, new WaveSettled(Plans.APP, Plans.UID, planId, wave, null, null), at()));
  }

  Bench applicationIs(@Nullable ApplicationView view) {
    application = view;
    return step(l -> machine.applicationChanged(l, at()));
  }

  Bench patienceOver(String planId) {
    return step(l -> machine.patienceOver(l, planId, at()));
  }

  /** The time is over that the sync may take. */
  Bench timeIsOver() {
    Effect.FailLater over = alarm;
    if (over == null) {
      throw new AssertionError("no time is set");
    }
    now = now.plus(over.pause());
    return rings(over);
  }

  Bench rings(Effect.FailLater over) {
    return step(l -> machine.timeOver(l, over.planId(), over.deadline(), at()));
  }

  /** The detector tells how a hook of the plan under way ended. */
  Bench hookEnds(String name, boolean well) {
    return hookEnds(name, "uid-" + name, well, well ? "" : "BackoffLimitExceeded");
  }

  Bench hookEnds(String name, String uid, boolean well, String message) {
    String planId = ledger.stage() instanceof Stage.UnderWay it ? it.sync().plan().planId() : "";
    HookEnded word =
        new HookEnded(Plans.APP, Plans.UID, planId, 0, Plans.job(name), uid, well, message);
    return step(l -> machine.hookEnded(l, word, at()));
  }

  /** The detector tells what a step waits for. */
  Bench waitsFor(String planId, int step, int more, ObjectHealth... waitsFor) {
    WaveWaiting word =
        new WaveWaiting(
            Plans.APP, Plans.UID, planId, step, SyncPhase.SYNC, 0, List.of(waitsFor), more, null);
    return step(l -> machine.waiting(l, word, at()));
  }

  /** The detector tells that what the plan had written is gone. */
  Bench isGone(String planId, int step, WaveWaiting.Gone... gone) {
    List<ObjectHealth> health =
        Stream.of(gone).map(it -> new ObjectHealth(it.ref(), HealthStatus.Missing, "")).toList();
    WaveWaiting word =
        new WaveWaiting(
            Plans.APP, Plans.UID, planId, step, SyncPhase.SYNC, 0, health, 0, List.of(gone));
    return step(l -> machine.waiting(l, word, at()));
  }

  /** What would follow from the next input is never stored. */
  Bench cannotRecord(String why) {
    return step(l -> machine.unrecordable(l, why, now));
  }

  /** One object under way ended. */
  Bench ends(ObjectRef ref, TaskOutcome outcome) {
    Effect.Perform perform = find(ref).orElseThrow(() -> new AssertionError(ref + " not begun"));
    running.remove(perform);
    return answers(perform.slot(), outcome);
  }

  Bench answers(Slot slot, TaskOutcome outcome) {
    return step(l -> machine.taskEnded(l, slot, outcome, at()));
  }

  Bench ends(ObjectRef... refs) {
    for (ObjectRef ref : refs) {
      ends(ref, usual(find(ref).orElseThrow(() -> new AssertionError(ref + " not begun")).task()));
    }
    return this;
  }

  /** How a task ends when nothing is wrong. */
  static TaskOutcome usual(ObjectTask task) {
    if (task instanceof ObjectTask.RunHook) {
      return Plans.created(task.ref().name());
    }
    if (task instanceof ObjectTask.EnsureNamespace) {
      return new TaskOutcome.NamespaceReady();
    }
    return task instanceof ObjectTask.ApplyObject
        ? Plans.wrote(task.ref(), "1")
        : new TaskOutcome.Gone();
  }

  Bench gone(ObjectRef... refs) {
    for (ObjectRef ref : refs) {
      ends(ref, new TaskOutcome.Gone());
    }
    return this;
  }

  Bench timerRings() {
    Effect.RetryLater timer = timers.remove(0);
    now = now.plus(timer.pause());
    return step(l -> machine.retryDue(l, timer.slot()));
  }

  /** The process dies: only what is in the state topics is left. */
  Bench restarts() {
    running.clear();
    timers.clear();
    alarm = null;
    begun.clear();
    ledger = Ledger.empty(Plans.APP);
    return step(l -> machine.resume(l, inventory, sync, Plans.TRACE, at()));
  }

  private Bench step(Function<Ledger, Transition> input) {
    Transition transition = input.apply(ledger);
    for (Output output : transition.outputs()) {
      record(output);
    }
    if (!transition.outputs().isEmpty()) {
      afterStoring.run();
    }
    ledger = transition.ledger();
    for (Effect effect : transition.effects()) {
      take(effect);
    }
    return this;
  }

  private void record(Output output) {
    if (output instanceof Output.Told told) {
      log.add(told.event());
      if (told.event() instanceof Inventory newer) {
        inventory = newer;
      } else if (told.event() instanceof SyncState newer) {
        sync = newer;
      }
    } else if (output instanceof Output.Erased gone) {
      erased.add(gone.type());
      inventory = gone.type() == EventType.INVENTORY ? null : inventory;
      sync = gone.type() == EventType.SYNCS ? null : sync;
    }
  }

  private void take(Effect effect) {
    if (effect instanceof Effect.Perform perform) {
      running.add(perform);
      begun.add(perform.task().ref().name());
    } else if (effect instanceof Effect.RetryLater later) {
      timers.add(later);
    } else if (effect instanceof Effect.Acknowledge ack) {
      acknowledged.add(ack.planId());
    } else if (effect instanceof Effect.StopWaitingLater later) {
      waitingForView.add(later.planId());
    } else if (effect instanceof Effect.FailLater later) {
      alarm = later;
    } else if (effect instanceof Effect.RemoveFinalizer remove) {
      finalizersRemoved.add(remove.applicationUid());
    }
  }

  private Circumstances at() {
    return new Circumstances(now, application, 0.5, cluster -> room);
  }

  private Optional<Effect.Perform> find(ObjectRef ref) {
    return running.stream().filter(p -> p.task().ref().equals(ref)).findFirst();
  }

  Stage stage() {
    return ledger.stage();
  }

  Ledger ledger() {
    return ledger;
  }

  List<String> runningNames() {
    return running.stream().map(p -> p.task().ref().name()).toList();
  }

  /** What is recorded of an object. */
  Inventory.Entry entry(String name) {
    return inventory.objects().stream()
        .filter(entry -> entry.ref().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " not in " + inventoried()));
  }

  List<String> inventoried() {
    return inventory == null
        ? List.of()
        : inventory.objects().stream()
            .map(e -> e.ref().name() + (e.applied() == null ? "?" : ""))
            .toList();
  }

  List<String> told() {
    return log.stream().map(e -> EventType.of(e).shortName()).toList();
  }

  <E extends Event> E last(Class<E> type) {
    return log.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " in " + told()));
  }

  SyncEvent.Superseded superseded() {
    return last(SyncEvent.Superseded.class);
  }
}
