package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Entry;
import dev.plumbline.contracts.events.Inventory.HookMark;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    Map<String, Entry> objects = new TreeMap<>();
    if (current != null) {
      current
          .objects()
          .forEach(entry -> objects.put(entry.ref().id(), written(entry, entry.hook(), null)));
    }
    List<PlanMade.Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      plan(objects, plan, steps.get(i), i);
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
        List.copyOf(objects.values()),
        List.of(),
        now,
        isInstalled(current),
        null,
        deadline);
  }

  /** Records of earlier releases do not say: what there is must have come from somewhere. */
  private static boolean isInstalled(@Nullable Inventory current) {
    return current != null
        && (current.installed() == null ? !current.objects().isEmpty() : current.installed());
  }

  /** What one step may create. An object that is there stays what it is until it is written. */
  private static void plan(
      Map<String, Entry> objects, PlanMade plan, PlanMade.Step step, int counted) {
    for (PlanMade.Apply apply : step.applies()) {
      Entry known = objects.get(apply.ref().id());
      objects.put(
          apply.ref().id(),
          known == null
              ? entry(apply, null, counted)
              : new Entry(
                  known.ref(), known.applied(), null, known.wave(), known.options(), counted));
    }
    for (PlanMade.Hook hook : step.hooks()) {
      Entry known = objects.get(hook.ref().id());
      HookMark mark = new HookMark(hook.hookId(), plan.planId(), step.phase());
      if (known == null) {
        objects.put(
            hook.ref().id(), new Entry(hook.ref(), null, mark, number(step), null, counted));
      } else if (known.hook() != null) {
        objects.put(hook.ref().id(), written(known, known.hook(), counted));
      }
    }
  }

  private static @Nullable Integer number(PlanMade.Step step) {
    return step.number() == 0 ? null : step.number();
  }

  private static Entry written(Entry entry, @Nullable HookMark hook, @Nullable Integer step) {
    return new Entry(entry.ref(), entry.applied(), hook, entry.wave(), entry.options(), step);
  }

  /** What an object said of itself is kept: it matters when Git does not have it any more. */
  private static Entry entry(
      PlanMade.Apply apply, Inventory.@Nullable Applied applied, int counted) {
    SyncTraits traits = traits(apply.manifest());
    return new Entry(
        apply.ref(),
        applied,
        null,
        traits.wave() == 0 ? null : traits.wave(),
        traits.options().lasting(),
        counted);
  }

  private static SyncTraits traits(ObjectNode manifest) {
    try {
      return SyncTraits.of(manifest);
    } catch (SyncAnnotationException e) {
      return SyncTraits.NONE;
    }
  }

  /**
   * What a round makes of the objects; not yet a record. What failed or was not tried stays as it
   * was: an entry leaves only when its object was seen gone, or seen to belong to somebody else.
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
    Map<String, Entry> objects = new TreeMap<>();
    current.objects().forEach(entry -> objects.put(entry.ref().id(), entry));
    for (Round.End end : ends) {
      if (end.outcome() != null) {
        put(objects, current.planId(), end.task(), end.outcome(), step, counted);
      }
    }
    return with(current, objects.values(), current.wave());
  }

  private static void put(
      Map<String, Entry> objects,
      String planId,
      ObjectTask task,
      TaskOutcome outcome,
      PlanMade.@Nullable Step step,
      int counted) {
    String id = task.ref().id();
    Entry known = objects.get(id);
    if (task instanceof ObjectTask.ApplyObject apply) {
      if (outcome instanceof TaskOutcome.Applied applied) {
        objects.put(id, entry(apply.apply(), applied.applied(), counted));
      } else if (known != null) {
        // Nothing was written, so there is nothing to wait for.
        objects.put(id, written(known, known.hook(), null));
      }
    } else if (task instanceof ObjectTask.RunHook run
        && outcome instanceof TaskOutcome.HookCreated created
        && step != null) {
      HookMark mark = new HookMark(run.hook().hookId(), planId, step.phase());
      objects.put(id, new Entry(task.ref(), created.applied(), mark, number(step), null, counted));
    } else if (task instanceof ObjectTask.PruneObject) {
      boolean replaced =
          known != null && known.hook() != null && known.hook().planId().equals(planId);
      if (!replaced || outcome instanceof TaskOutcome.Gone) {
        objects.remove(id);
      }
    } else if (task instanceof ObjectTask.DeleteHook) {
      objects.remove(id);
    }
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
    Map<String, Entry> objects = new TreeMap<>();
    withoutUnrun(changed, begun).forEach(entry -> objects.put(entry.ref().id(), entry));
    List<PlanMade.Step> steps = plan.failureSteps();
    for (int i = 0; i < steps.size(); i++) {
      plan(objects, plan, steps.get(i), plan.steps().size() + i);
    }
    return with(changed, objects.values(), changed.wave(), null);
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
        withoutUnrun(state == null ? changed : cutShort(changed, state), begun),
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

  /** Hooks that run on when their plan has ended are nobody's: their end will not be heard of. */
  private static Inventory cutShort(Inventory changed, SyncState state) {
    if (state.hooks() == null) {
      return changed;
    }
    Set<String> running =
        state.hooks().stream()
            .filter(run -> run.succeeded() == null)
            .map(SyncState.HookRun::uid)
            .collect(Collectors.toSet());
    return with(
        changed,
        changed.objects().stream().map(entry -> cutShort(entry, running)).toList(),
        changed.wave());
  }

  private static Entry cutShort(Entry entry, Set<String> running) {
    HookMark mark = entry.hook();
    return mark != null && entry.applied() != null && running.contains(entry.applied().uid())
        ? written(entry, new HookMark(mark.hookId(), "", mark.phase()), entry.step())
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
