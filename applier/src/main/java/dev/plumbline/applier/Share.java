package dev.plumbline.applier;

import dev.plumbline.applier.model.Candidate;
import dev.plumbline.applier.model.Circumstances;
import dev.plumbline.applier.model.Effect;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.Ledger;
import dev.plumbline.applier.model.Slot;
import dev.plumbline.applier.model.Stage;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.applier.model.Transition;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.stream.Ack;
import dev.plumbline.stream.BulkheadFullException;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications of one partition while this instance owns it. Every input of an application goes
 * through {@link #step} on the application's lane: decide, store, then act. What was decided holds
 * only once it is stored, and nobody waits on a thread in between.
 */
final class Share {

  private static final Logger LOG = LoggerFactory.getLogger(Share.class);
  private static final Duration FIRST_FINALIZER_PAUSE = Duration.ofMillis(500);
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
  private static final Duration LONGEST_FINALIZER_PAUSE = Duration.ofSeconds(30);

  private final OwnedPartition partition;
  private final Workshop workshop;
  private final Map<ApplicationKey, Ledger> ledgers = new ConcurrentHashMap<>();
  private final Map<String, List<Ack>> acks = new ConcurrentHashMap<>();

  /** One for each sync under way, for when its time is over. */
  private final Map<ApplicationKey, Cancellable> alarms = new ConcurrentHashMap<>();

  Share(OwnedPartition partition, Workshop workshop) {
    this.partition = partition;
    this.workshop = workshop;
  }

  /** Makes room for an application, so that from here on changes of its resource reach it. */
  void expect(ApplicationKey application) {
    ledgers.computeIfAbsent(application, Ledger::empty);
  }

  /** Whether anything is known, or about to be known, of an application. */
  boolean knows(ApplicationKey application) {
    return ledgers.containsKey(application);
  }

  /** How many syncs are under way. */
  long syncs() {
    return ledgers.values().stream()
        .filter(ledger -> !(ledger.stage() instanceof Stage.Idle))
        .count();
  }

  /** Keeps a plan's record open until the machine says that its effect is stored. */
  void hold(String planId, Ack ack) {
    acks.compute(
        planId,
        (id, held) -> {
          List<Ack> all = held == null ? new ArrayList<>() : held;
          all.add(ack);
          return all;
        });
  }

  /** Puts an input on an application's lane. */
  void submit(ApplicationKey application, BiFunction<Ledger, Circumstances, Transition> input) {
    partition.submit(application.toString(), () -> stepOrEnd(application, input));
  }

  private Cancellable later(
      ApplicationKey application,
      Duration pause,
      BiFunction<Ledger, Circumstances, Transition> input) {
    return partition.schedule(application.toString(), pause, () -> stepOrEnd(application, input));
  }

  /**
   * Handles one input, as {@link #step} does. What no broker ever takes must not leave the sync
   * where it is: it ends.
   */
  CompletionStage<Void> stepOrEnd(
      ApplicationKey application, BiFunction<Ledger, Circumstances, Transition> input) {
    return step(application, input)
        .handle((done, failure) -> failure == null ? DONE : notStored(application, failure))
        .thenCompose(then -> then);
  }

  /** A plan arrived. One that no broker takes the records of has failed, and says so at once. */
  CompletionStage<Void> planArrived(Candidate candidate) {
    ApplicationKey application = candidate.plan().application();
    return step(application, (ledger, at) -> workshop.machine().planArrived(ledger, candidate, at))
        .handle((done, failure) -> failure == null ? DONE : notAccepted(candidate, cause(failure)))
        .thenCompose(then -> then);
  }

  private CompletionStage<Void> notAccepted(Candidate candidate, Throwable cause) {
    if (!(cause instanceof PermanentFailureException)) {
      return CompletableFuture.failedFuture(cause);
    }
    ApplicationKey application = candidate.plan().application();
    String why = String.valueOf(cause.getMessage());
    LOG.error(
        "Plan cannot be kept application={} plan={} cause=\"{}\"",
        application,
        candidate.plan().planId(),
        why);
    return step(
        application, (ledger, at) -> workshop.machine().unacceptable(ledger, candidate, why, at));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private CompletionStage<Void> notStored(ApplicationKey application, Throwable failure) {
    Throwable cause = cause(failure);
    if (!(cause instanceof PermanentFailureException)) {
      return CompletableFuture.failedFuture(cause);
    }
    String why = String.valueOf(cause.getMessage());
    LOG.error("Sync cannot be recorded application={} cause=\"{}\"", application, why);
    return step(
        application, (ledger, at) -> workshop.machine().unrecordable(ledger, why, at.now()));
  }

  /** Handles one input; to be called on the application's lane. */
  CompletionStage<Void> step(
      ApplicationKey application, BiFunction<Ledger, Circumstances, Transition> input) {
    Ledger ledger = ledgers.computeIfAbsent(application, Ledger::empty);
    Transition transition = input.apply(ledger, workshop.circumstances(application));
    if (transition.outputs().isEmpty()) {
      carryOut(application, transition);
      return CompletableFuture.completedFuture(null);
    }
    return partition
        .write(workshop.records().of(application.toString(), transition.outputs()))
        .thenRun(() -> carryOut(application, transition));
  }

  private void carryOut(ApplicationKey application, Transition transition) {
    if (transition.ledger().isEmpty()) {
      ledgers.remove(application);
    } else {
      ledgers.put(application, transition.ledger());
    }
    workshop.journal().stored(transition.outputs());
    transition.effects().forEach(effect -> act(application, effect));
    if (transition.ledger().stage() instanceof Stage.Idle) {
      silence(alarms.remove(application));
    }
  }

  private static void silence(@Nullable Cancellable alarm) {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void act(ApplicationKey application, Effect effect) {
    if (effect instanceof Effect.Perform perform) {
      perform(application, perform);
    } else if (effect instanceof Effect.RetryLater later) {
      later(
          application,
          later.pause(),
          (ledger, at) -> workshop.machine().retryDue(ledger, later.slot()));
    } else if (effect instanceof Effect.StopWaitingLater later) {
      later(
          application,
          later.pause(),
          (ledger, at) -> workshop.machine().patienceOver(ledger, later.planId(), at));
    } else if (effect instanceof Effect.FailLater later) {
      Cancellable alarm =
          later(
              application,
              later.pause(),
              (ledger, at) ->
                  workshop.machine().timeOver(ledger, later.planId(), later.deadline(), at));
      silence(alarms.put(application, alarm));
    } else if (effect instanceof Effect.Acknowledge acknowledge) {
      List<Ack> held = acks.remove(acknowledge.planId());
      if (held != null) {
        held.forEach(Ack::done);
      }
    } else if (effect instanceof Effect.RemoveFinalizer remove) {
      removeFinalizer(application, remove.applicationUid(), FIRST_FINALIZER_PAUSE);
    }
  }

  private void perform(ApplicationKey application, Effect.Perform perform) {
    workshop
        .bulkheads()
        .call(perform.plan().cluster(), () -> attempt(application, perform))
        .whenComplete(
            (done, failure) -> {
              TaskOutcome outcome = done == null ? asOutcome(perform, failure) : done;
              workshop.journal().attempted(perform, outcome);
              submit(
                  application,
                  (ledger, at) ->
                      workshop.machine().taskEnded(ledger, perform.slot(), outcome, at));
            });
  }

  /** Runs when the cluster has room, which may be long after the task was begun. */
  private TaskOutcome attempt(ApplicationKey application, Effect.Perform perform) {
    BooleanSupplier ours = () -> isWanted(application, perform.slot());
    return ours.getAsBoolean()
        ? workshop.hand().perform(perform.plan(), perform.task(), ours)
        : new TaskOutcome.NotTried();
  }

  private boolean isWanted(ApplicationKey application, Slot slot) {
    Ledger ledger = ledgers.get(application);
    return ledger != null && ledger.wants(slot) && partition.isOwned();
  }

  private static TaskOutcome asOutcome(Effect.Perform perform, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BulkheadFullException) {
      return new TaskOutcome.Failed(
          new Fault(Fault.Cause.BUSY, "too many writes wait for it already", true, null));
    }
    LOG.error(
        "A task broke application={} plan={} object=\"{}\"",
        perform.plan().application(),
        perform.plan().planId(),
        perform.task().ref(),
        cause);
    return new TaskOutcome.Failed(
        new Fault(Fault.Cause.SERVER_ERROR, "Plumbline broke; see the applier's log", true, null));
  }

  /** Tried for as long as it takes: nothing else is left to do for that application. */
  private void removeFinalizer(ApplicationKey application, String uid, Duration pause) {
    workshop
        .bulkheads()
        .call(
            Workshop.CONTROL,
            () -> {
              workshop.finalizers().remove(application, uid);
              return uid;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                LOG.info("Application let go application={} uid={}", application, uid);
                return;
              }
              LOG.warn(
                  "Finalizer not removed yet application={} uid={} cause=\"{}\"",
                  application,
                  uid,
                  failure.getMessage());
              Duration next = pause.multipliedBy(2);
              partition.schedule(
                  application.toString(),
                  pause,
                  () -> {
                    removeFinalizer(
                        application,
                        uid,
                        next.compareTo(LONGEST_FINALIZER_PAUSE) > 0
                            ? LONGEST_FINALIZER_PAUSE
                            : next);
                    return CompletableFuture.completedFuture(null);
                  });
            });
  }
}
