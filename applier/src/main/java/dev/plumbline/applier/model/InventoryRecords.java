package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Entry;
import dev.plumbline.contracts.events.Inventory.HookMark;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How one inventory follows from another. */
final class InventoryRecords {

  private InventoryRecords() {}

  /**
   * The record written before a plan's first write: everything there is, and everything the plan
   * may create. Whatever happens from here on, no object is ever on the cluster unknown to us.
   *
   * @param current the application's inventory so far; null for none
   * @param deadline when the plan fails if it has not ended by then
   */
  static Inventory ahead(
      @Nullable Inventory current, PlanMade plan, Instant now, Instant deadline) {
    List<Entry> known =
        current == null
            ? List.of()
            : current.objects().stream().map(InventoryEntries::before).toList();
    InventoryEntries objects = new InventoryEntries(known, plan.planId());
    List<PlanMade.Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      objects.plan(steps.get(i), i);
    }
    long desired =
        plan.kind() == PlanMade.Kind.DELETE && current != null
            ? current.desiredSequence()
            : plan.desiredSequence();
    return new Inventory(
        plan.application(),
        plan.applicationUid(),
        current == null ? 1 : current.sequence() + 1,
        plan.planId(),
        Inventory.Phase.WRITING,
        desired,
        plan.cluster(),
        plan.revisions(),
        -1,
        List.copyOf(objects.all()),
        List.of(),
        now,
        isInstalled(current),
        null,
        deadline);
  }

  /**
   * The record of a plan that failed before anything of it was done: there is what there was.
   *
   * @param current the application's inventory so far; null for none
   */
  static Inventory notBegun(
      @Nullable Inventory current, PlanMade plan, List<ObjectFailure> failures, Instant now) {
    boolean same = current != null && current.applicationUid().equals(plan.applicationUid());
    return new Inventory(
        plan.application(),
        plan.applicationUid(),
        current == null ? 1 : current.sequence() + 1,
        plan.planId(),
        Inventory.Phase.FAILED,
        plan.kind() == PlanMade.Kind.DELETE && current != null
            ? current.desiredSequence()
            : plan.desiredSequence(),
        same && current != null ? current.cluster() : plan.cluster(),
        plan.revisions(),
        -1,
        same && current != null
            ? current.objects().stream().map(InventoryEntries::before).toList()
            : List.of(),
        failures,
        now,
        same && isInstalled(current),
        null,
        null);
  }

  /** Records of earlier releases do not say: what there is must have come from somewhere. */
  private static boolean isInstalled(@Nullable Inventory current) {
    return current != null
        && (current.installed() == null ? !current.objects().isEmpty() : current.installed());
  }

  /**
   * What a round makes of the objects; not yet a record.
   *
   * @param step of the round; null of one that only tidies up
   * @param counted the step's index
   */
  static Inventory after(
      Inventory current, Round round, PlanMade.@Nullable Step step, int counted) {
    List<Round.End> ends = round.ends().toList();
    if (ends.isEmpty()) {
      return current;
    }
    InventoryEntries objects = new InventoryEntries(current.objects(), current.planId());
    for (Round.End end : ends) {
      if (end.outcome() != null) {
        objects.ended(end.task(), end.outcome(), step, counted);
      }
    }
    return with(current, objects.all(), current.wave());
  }

  /** What was put back: each object is still of the step that wrote it. */
  static Inventory putBack(Inventory current, Round round) {
    Map<String, Integer> steps = new HashMap<>();
    current
        .objects()
        .forEach(entry -> steps.put(entry.ref().id(), entry.step() == null ? 0 : entry.step()));
    InventoryEntries objects = new InventoryEntries(current.objects(), current.planId());
    for (Round.End end : round.ends().toList()) {
      if (end.outcome() != null) {
        int step = steps.getOrDefault(end.task().ref().id(), 0);
        objects.ended(end.task(), end.outcome(), null, step);
      }
    }
    return with(current, objects.all(), current.wave());
  }

  /** A step was begun, and nobody knows how far it has come. */
  static Inventory begun(Inventory current, PlanMade.Step step) {
    InventoryEntries objects = new InventoryEntries(current.objects(), current.planId());
    objects.doubt(step);
    return with(current, objects.all(), current.wave());
  }

  /** The next record of a plan under way. */
  static Inventory next(Inventory changed, Instant now) {
    return record(
        changed,
        Inventory.Phase.WRITING,
        changed.objects(),
        List.of(),
        changed.installed(),
        null,
        now);
  }

  /** The step of that index is written whole. */
  static Inventory reached(Inventory changed, int counted) {
    return with(changed, changed.objects(), counted);
  }

  /**
   * A plan that goes through its steps for the case that it fails: hooks that it will not run any
   * more are forgotten, and those steps' are written ahead.
   *
   * @param begun index of the last step begun
   */
  static Inventory failing(Inventory changed, PlanMade plan, int begun) {
    InventoryEntries objects = new InventoryEntries(withoutUnrun(changed, begun), plan.planId());
    List<PlanMade.Step> steps = plan.failureSteps();
    for (int i = 0; i < steps.size(); i++) {
      objects.plan(steps.get(i), plan.steps().size() + i);
    }
    return with(changed, objects.all(), changed.wave(), null);
  }

  /**
   * The last record of a plan.
   *
   * @param state at its end; null when nothing is known of it
   * @param begun index of the last step begun
   */
  static Inventory ended(
      Inventory changed,
      Inventory.Phase phase,
      @Nullable SyncState state,
      int begun,
      List<ObjectFailure> failures,
      Instant now) {
    PlanMade plan = state == null ? null : state.plan();
    boolean installs =
        phase == Inventory.Phase.SUCCEEDED && plan != null && plan.kind() == PlanMade.Kind.APPLY;
    return record(
        changed,
        phase,
        unheard(withoutUnrun(changed, begun), changed.planId(), state),
        failures,
        installs ? Boolean.TRUE : changed.installed(),
        state == null
            ? null
            : new Inventory.SyncSummary(
                state.plan().kind(),
                state.plan().reason(),
                state.plan().trigger(),
                state.acceptedAt(),
                Account.of(state, false).counts(),
                state.plan().digest(),
                state.plan().serviceAccount()),
        now);
  }

  /**
   * Hooks that run on when their plan has ended, and such as may have been made though nobody knows
   * of it, are nobody's: their end will not be heard of.
   */
  private static List<Entry> unheard(
      List<Entry> objects, String planId, @Nullable SyncState state) {
    Set<String> running =
        state == null || state.hooks() == null
            ? Set.of()
            : state.hooks().stream()
                .filter(run -> run.succeeded() == null)
                .map(SyncState.HookRun::uid)
                .collect(Collectors.toSet());
    return objects.stream().map(entry -> unheard(entry, planId, running)).toList();
  }

  private static Entry unheard(Entry entry, String planId, Set<String> running) {
    HookMark mark = entry.hook();
    if (mark == null || !mark.planId().equals(planId)) {
      return entry;
    }
    return entry.applied() == null || running.contains(entry.applied().uid())
        ? InventoryEntries.unheard(entry, mark)
        : entry;
  }

  /** Of hooks that were not begun there is nothing: each run may have names of its own. */
  private static List<Entry> withoutUnrun(Inventory inventory, int begun) {
    return inventory.objects().stream()
        .filter(
            entry ->
                entry.hook() == null
                    || entry.applied() != null
                    || entry.step() == null
                    || entry.step() <= begun
                    || !entry.hook().planId().equals(inventory.planId()))
        .toList();
  }

  private static Inventory with(Inventory current, Collection<Entry> objects, int wave) {
    return with(current, objects, wave, current.deadline());
  }

  private static Inventory with(
      Inventory current, Collection<Entry> objects, int wave, @Nullable Instant deadline) {
    return new Inventory(
        current.application(),
        current.applicationUid(),
        current.sequence(),
        current.planId(),
        current.phase(),
        current.desiredSequence(),
        current.cluster(),
        current.revisions(),
        wave,
        List.copyOf(objects),
        current.failures(),
        current.writtenAt(),
        current.installed(),
        current.sync(),
        deadline);
  }

  private static Inventory record(
      Inventory changed,
      Inventory.Phase phase,
      List<Entry> objects,
      List<ObjectFailure> failures,
      @Nullable Boolean installed,
      Inventory.@Nullable SyncSummary sync,
      Instant now) {
    return new Inventory(
        changed.application(),
        changed.applicationUid(),
        changed.sequence() + 1,
        changed.planId(),
        phase,
        changed.desiredSequence(),
        changed.cluster(),
        changed.revisions(),
        changed.wave(),
        objects,
        failures,
        now,
        installed,
        sync,
        phase.ended() ? null : changed.deadline());
  }
}
