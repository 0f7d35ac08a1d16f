package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says why a sync failed though each object was written: a hook failed, or the time was over. */
final class Shortfall {

  private static final int NAMED = 5;
  private static final int MAX_DETAIL = 600;

  private Shortfall() {}

  /** The hooks of a step that failed. */
  static List<ObjectFailure> ofHooks(SyncState state, PlanMade.Step step) {
    List<ObjectFailure> failures = new ArrayList<>();
    if (state.hooks() != null) {
      for (SyncState.HookRun run : state.hooks()) {
        if (Boolean.FALSE.equals(run.succeeded()) && Steps.runs(step, run.ref())) {
          String message = run.message() == null || run.message().isEmpty() ? "" : run.message();
          failures.add(
              new ObjectFailure(
                  run.ref(),
                  "HookFailed",
                  "%s: the hook of %s failed%s"
                      .formatted(run.ref(), name(step), message.isEmpty() ? "" : ": " + message),
                  true));
        }
      }
    }
    return failures;
  }

  /** The time was over while objects of a step were being written or deleted. */
  static ObjectFailure whileWriting(Stage.Busy stage, Duration allowed) {
    Round round = stage.round();
    List<String> waited = new ArrayList<>();
    ObjectRef first = null;
    for (Map.Entry<Integer, Round.Attempt> open : new TreeMap<>(round.open()).entrySet()) {
      ObjectRef ref = round.tasks().get(open.getKey()).ref();
      first = first == null ? ref : first;
      String lately = open.getValue().lately();
      waited.add(lately == null ? ref.toString() : lately);
    }
    int left = round.tasks().size() - round.next();
    if (first == null) {
      first = left > 0 ? round.tasks().get(round.next()).ref() : any(stage.sync().plan());
    }
    String text = list(waited, 0);
    if (left > 0) {
      text += (text.isEmpty() ? "" : "; ") + left + " not begun";
    }
    return failure(first, allowed, doing(stage) + (text.isEmpty() ? "" : ": " + text));
  }

  private static String doing(Stage.Busy stage) {
    PlanMade.Step step = Steps.of(stage);
    if (stage instanceof Stage.PuttingBack) {
      return "what somebody had deleted was being put back";
    }
    if (step == null) {
      return "hooks that had ended were being deleted";
    }
    return step.pruning()
        ? "what is not wanted any more was being deleted"
        : name(step) + " was being written";
  }

  /**
   * The time was over while a step was waited for.
   *
   * @param word what the detector last said of it; null for nothing
   */
  static ObjectFailure whileWaiting(
      SyncState state, PlanMade.Step step, @Nullable WaveWaiting word, Duration allowed) {
    List<ObjectHealth> waitsFor = word == null ? unready(state, step) : word.waitsFor();
    List<String> texts = waitsFor.stream().map(Shortfall::text).toList();
    ObjectRef first = waitsFor.isEmpty() ? any(state.plan()) : waitsFor.get(0).ref();
    String what = list(texts, word == null ? 0 : word.more());
    return failure(
        first,
        allowed,
        name(step) + " waited " + (what.isEmpty() ? "until it is seen ready" : "for " + what));
  }

  /** Hooks that have not ended; without such, what is to be ready. */
  private static List<ObjectHealth> unready(SyncState state, PlanMade.Step step) {
    List<ObjectHealth> unready = new ArrayList<>();
    for (PlanMade.Hook hook : step.hooks()) {
      if (!HookRuns.ended(state, hook.ref())) {
        unready.add(new ObjectHealth(hook.ref(), HealthStatus.Progressing, "it has not ended"));
      }
    }
    if (unready.isEmpty()) {
      for (PlanMade.Apply apply : step.applies()) {
        unready.add(new ObjectHealth(apply.ref(), HealthStatus.Unknown, "it was not seen ready"));
      }
    }
    return unready;
  }

  private static String text(ObjectHealth health) {
    return health.ref()
        + ": "
        + health.status()
        + (health.message().isEmpty() ? "" : " (" + health.message() + ")");
  }

  private static ObjectFailure failure(ObjectRef ref, Duration allowed, String why) {
    return new ObjectFailure(
        ref,
        "DeadlineExceeded",
        "the sync took longer than the "
            + allowed.toSeconds()
            + " s it may take (spec.timeout): "
            + (why.length() <= MAX_DETAIL ? why : why.substring(0, MAX_DETAIL) + "…"),
        true);
  }

  /** An object that is deleted each time it is put back. */
  static ObjectFailure deletedAgain(ObjectRef ref, int times) {
    return new ObjectFailure(
        ref,
        "DeletedMeanwhile",
        "%s: somebody deletes it while the sync is under way; it was put back %d times: find out who does, or take it out of Git"
            .formatted(ref, times),
        true);
  }

  private static String list(List<String> all, int more) {
    int named = Math.min(NAMED, all.size());
    int others = all.size() - named + more;
    return String.join(", ", all.subList(0, named))
        + (others == 0 || named == 0 ? "" : ", and " + others + " more");
  }

  /** As people know it: {@code PreSync wave 0}. */
  private static String name(PlanMade.Step step) {
    return step.pruning() ? "pruning" : step.phase().word() + " wave " + step.number();
  }

  /** What is said of a plan as a whole is said of its first object. */
  static ObjectRef any(PlanMade plan) {
    for (PlanMade.Step step : plan.steps()) {
      if (!step.applies().isEmpty()) {
        return step.applies().get(0).ref();
      }
      if (!step.hooks().isEmpty()) {
        return step.hooks().get(0).ref();
      }
      if (!step.prunes().isEmpty()) {
        return step.prunes().get(0).ref();
      }
    }
    return ObjectRef.of(
        "plumbline.dev/v1alpha1",
        "Application",
        plan.application().namespace(),
        plan.application().name());
  }
}
