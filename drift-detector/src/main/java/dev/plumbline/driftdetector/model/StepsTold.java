package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.WaveWaiting;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was told of the steps of a plan under way. It lives as long as its owner: another one tells
 * all of it again, which does no harm.
 *
 * @param planId the plan; empty for none
 * @param settled index of the last step that was called settled; -1 for none
 * @param hooks uids of the hooks whose end was told
 * @param step index of the step that is waited for; -1 for none
 * @param since when it was first seen to be waited for
 * @param waitsFor what was told that it waits for, refs and states; null when nothing was told
 * @param toldAt when
 */
public record StepsTold(
    String planId,
    int settled,
    Set<String> hooks,
    int step,
    Instant since,
    @Nullable List<String> waitsFor,
    Instant toldAt) {

  /** Nothing is under way. */
  public static final StepsTold NONE =
      new StepsTold("", -1, Set.of(), -1, Instant.EPOCH, null, Instant.EPOCH);

  public StepsTold {
    hooks = Set.copyOf(hooks);
    waitsFor = waitsFor == null ? null : List.copyOf(waitsFor);
  }

  /** What was told of that plan; nothing, if this is of another one. */
  public StepsTold of(String plan) {
    return plan.equals(planId)
        ? this
        : new StepsTold(plan, -1, Set.of(), -1, Instant.EPOCH, null, Instant.EPOCH);
  }

  StepsTold settled(int index) {
    return new StepsTold(planId, index, hooks, step, since, waitsFor, toldAt);
  }

  StepsTold ended(List<HookEnded> news) {
    if (news.isEmpty()) {
      return this;
    }
    Set<String> all = new HashSet<>(hooks);
    news.forEach(hook -> all.add(hook.hookUid()));
    return new StepsTold(planId, settled, all, step, since, waitsFor, toldAt);
  }

  /** From now on that step is waited for; or none, by -1. */
  StepsTold waits(int index, Instant now) {
    return index == step
        ? this
        : new StepsTold(planId, settled, hooks, index, now, null, Instant.EPOCH);
  }

  StepsTold told(WaveWaiting waiting, Instant now) {
    return new StepsTold(planId, settled, hooks, step, since, keys(waiting), now);
  }

  /** What counts as a change of what is waited for: messages change all the time. */
  static List<String> keys(WaveWaiting waiting) {
    return Stream.concat(
            waiting.waitsFor().stream().map(one -> one.ref().id() + "=" + one.status()),
            waiting.allGone().stream().map(one -> one.uid() + " is gone"))
        .toList();
  }
}
