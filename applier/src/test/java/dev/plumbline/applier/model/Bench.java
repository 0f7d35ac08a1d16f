package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.WaveSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Drives a machine by hand: inputs go in, records pile up in a log and state as on a broker, and
 * the objects to be written wait until the test says how they ended.
 */
final class Bench {
  static final RetrySchedule RETRIES =
      new RetrySchedule(3, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final SyncMachine machine =
      new SyncMachine(2, RETRIES, Duration.ofSeconds(10), Duration.ofMinutes(5));
  private Ledger ledger = Ledger.empty(Plans.APP);

  Instant now = Plans.T0;
  @Nullable ApplicationView application = new ApplicationView(Plans.UID, false, true);

  final List<Event> log = new ArrayList<>();
  final List<EventType> erased = new ArrayList<>();
  final List<Effect.Perform> running = new ArrayList<>();
  final List<Effect.RetryLater> timers = new ArrayList<>();
  final List<Effect.StopSettlingLater> settling = new ArrayList<>();
  final List<String> acknowledged = new ArrayList<>();
  final List<String> waitingForView = new ArrayList<>();
  final List<String> finalizersRemoved = new ArrayList<>();
  @Nullable Inventory inventory;
  @Nullable SyncState sync;

  /** The objects on the "cluster", in the order in which they were begun. */
  final List<String> begun = new ArrayList<>();

  Bench arrives(Plans plan) {
    return step(l -> machine.planArrived(l, plan.candidate(), at()));
  }

  Bench settled(String planId, int wave) {
    return step(l -> machine.settled(l, new WaveSettled(Plans.APP, Plans.UID, planId, wave), at()));
  }

  Bench applicationIs(@Nullable ApplicationView view) {
    application = view;
    return step(l -> machine.applicationChanged(l, at()));
  }

  Bench patienceOver(String planId) {
    return step(l -> machine.patienceOver(l, planId, at()));
  }

  /** The first pause ends of those that began when a wave was written. */
  Bench settlingOver() {
    Effect.StopSettlingLater timer = settling.remove(0);
    now = now.plus(timer.pause());
    return step(l -> machine.settlingOver(l, timer.planId(), timer.wave(), at()));
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
      ends(ref, Plans.wrote(ref, "1"));
    }
    return this;
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
    settling.clear();
    begun.clear();
    ledger = Ledger.empty(Plans.APP);
    return step(l -> machine.resume(l, inventory, sync, Plans.TRACE, at()));
  }

  private Bench step(Function<Ledger, Transition> input) {
    Transition transition = input.apply(ledger);
    for (Output output : transition.outputs()) {
      record(output);
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
    } else if (effect instanceof Effect.StopSettlingLater later) {
      settling.add(later);
    } else if (effect instanceof Effect.RemoveFinalizer remove) {
      finalizersRemoved.add(remove.applicationUid());
    }
  }

  private Circumstances at() {
    return new Circumstances(now, application, 0.5);
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
