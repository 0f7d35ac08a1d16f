package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.ObjectOutcome.Result;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import dev.plumbline.contracts.events.SyncState.HookRun;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was done with objects, for the account.
 *
 * @param hooks hooks that were created; how they end is told later
 */
record Tally(List<ObjectOutcome> outcomes, List<HookRun> hooks) {

  Tally {
    outcomes = List.copyOf(outcomes);
    hooks = List.copyOf(hooks);
  }

  /**
   * Of a round.
   *
   * @param before the inventory before the round, to tell what an apply changed
   */
  static Tally of(Round round, Inventory before) {
    Map<String, Inventory.Entry> known = new HashMap<>();
    before.objects().forEach(entry -> known.put(entry.ref().id(), entry));
    List<ObjectOutcome> outcomes = new ArrayList<>();
    List<HookRun> hooks = new ArrayList<>();
    for (Round.End end : round.ends().toList()) {
      ObjectFailure failure = end.failure();
      if (failure != null) {
        outcomes.add(new ObjectOutcome(end.task().ref(), Result.FAILED, failure.message()));
      } else if (end.outcome() instanceof TaskOutcome.HookCreated created) {
        hooks.add(new HookRun(end.task().ref(), created.applied().uid(), null, null));
      } else if (end.outcome() != null && !(end.task() instanceof ObjectTask.DeleteHook)) {
        add(outcomes, end.task(), end.outcome(), known.get(end.task().ref().id()));
      }
    }
    return new Tally(outcomes, hooks);
  }

  /** What was made again, since it was gone, is counted once as made. */
  Tally asRecreated() {
    return new Tally(
        outcomes.stream()
            .map(
                one ->
                    one.result() == Result.CREATED
                        ? new ObjectOutcome(one.ref(), Result.RECREATED, "somebody had deleted it")
                        : one)
            .toList(),
        hooks);
  }

  /** Of a hook that ended. */
  static Tally of(HookRun run) {
    Result result =
        Boolean.TRUE.equals(run.succeeded()) ? Result.HOOK_SUCCEEDED : Result.HOOK_FAILED;
    String message = run.message();
    return new Tally(
        List.of(
            new ObjectOutcome(
                run.ref(), result, message == null || message.isEmpty() ? null : message)),
        List.of());
  }

  private static void add(
      List<ObjectOutcome> outcomes,
      ObjectTask task,
      TaskOutcome outcome,
      Inventory.@Nullable Entry known) {
    if (outcome instanceof TaskOutcome.Gone) {
      outcomes.add(new ObjectOutcome(task.ref(), Result.PRUNED, null));
    } else if (outcome instanceof TaskOutcome.LeftAlone left) {
      outcomes.add(new ObjectOutcome(task.ref(), Result.SKIPPED, left.because()));
    } else if (outcome instanceof TaskOutcome.Skipped skipped) {
      outcomes.add(new ObjectOutcome(task.ref(), Result.SKIPPED, skipped.why()));
    } else if (outcome instanceof TaskOutcome.Applied applied) {
      outcomes.add(
          new ObjectOutcome(
              task.ref(), result(applied, known == null ? null : known.applied()), null));
    }
  }

  private static Result result(TaskOutcome.Applied now, Inventory.@Nullable Applied before) {
    if (now.recreated()) {
      return Result.RECREATED;
    }
    if (now.created()) {
      return Result.CREATED;
    }
    return unchanged(before, now.applied()) ? Result.UNCHANGED : Result.CONFIGURED;
  }

  /**
   * Whether an apply left the object as the last one had: the resourceVersion stayed, or it moved
   * only by status writes, which leave the generation.
   */
  private static boolean unchanged(Inventory.@Nullable Applied before, Inventory.Applied after) {
    if (before == null || !before.uid().equals(after.uid())) {
      return false;
    }
    return before.resourceVersion().equals(after.resourceVersion())
        || (after.generation() > 0
            && before.generation() == after.generation()
            && before.desiredDigest().equals(after.desiredDigest()));
  }

  /** Adds these to what was counted before. */
  Counts onto(Counts counts) {
    Map<Result, Integer> many = new EnumMap<>(Result.class);
    outcomes.forEach(outcome -> many.merge(outcome.result(), 1, Integer::sum));
    return new Counts(
        counts.created() + of(many, Result.CREATED),
        counts.configured() + of(many, Result.CONFIGURED) + of(many, Result.RECREATED),
        counts.unchanged() + of(many, Result.UNCHANGED),
        counts.pruned() + of(many, Result.PRUNED),
        counts.failed() + of(many, Result.FAILED) + of(many, Result.HOOK_FAILED),
        orNone(counts.skipped(), of(many, Result.SKIPPED)),
        orNone(counts.hooks(), of(many, Result.HOOK_SUCCEEDED)));
  }

  private static int of(Map<Result, Integer> many, Result result) {
    return many.getOrDefault(result, 0);
  }

  private static @Nullable Integer orNone(@Nullable Integer before, int more) {
    return more == 0 ? before : Integer.valueOf((before == null ? 0 : before) + more);
  }
}
