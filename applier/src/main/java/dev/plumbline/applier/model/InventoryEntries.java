package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Entry;
import dev.plumbline.contracts.events.Inventory.HookMark;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an inventory while they change: what is about to be made is put among them, and
 * what became of it.
 */
final class InventoryEntries {

  private final Map<String, Entry> objects = new TreeMap<>();
  private final String planId;

  /**
   * Begins with what there is.
   *
   * @param planId the plan that changes it
   */
  InventoryEntries(Collection<Entry> known, String planId) {
    this.planId = planId;
    known.forEach(entry -> objects.put(entry.ref().id(), entry));
  }

  /** As a plan before this one left it. */
  static Entry before(Entry entry) {
    return of(entry, entry.hook(), null).passedOver(entry.passedOver());
  }

  /** The object of a hook of which nobody hears how it ends. */
  static Entry unheard(Entry entry, HookMark mark) {
    return of(entry, new HookMark(mark.hookId(), "", mark.phase()), entry.step());
  }

  Collection<Entry> all() {
    return objects.values();
  }

  /** What one step may create. An object that is there stays what it is until it is written. */
  void plan(PlanMade.Step step, int counted) {
    for (PlanMade.Apply apply : step.applies()) {
      Entry known = objects.get(apply.ref().id());
      put(known == null ? applied(apply, null, counted) : of(known, null, counted));
    }
    for (PlanMade.Hook hook : step.hooks()) {
      Entry known = objects.get(hook.ref().id());
      if (known == null) {
        put(planned(hook, step, counted));
      } else if (known.hook() != null) {
        put(of(known, known.hook(), counted));
      }
    }
  }

  /** Of objects that a step applies it is not known whether it has. */
  void doubt(PlanMade.Step step) {
    for (PlanMade.Apply apply : step.applies()) {
      Entry known = objects.get(apply.ref().id());
      if (known != null && changes(known, apply)) {
        put(known.with(inDoubt(known.applied())));
      }
    }
  }

  /**
   * What became of an object. What failed or was not tried stays as it was: an entry leaves only
   * when its object was seen gone, or seen to belong to somebody else.
   *
   * @param step that it was done in; null when it was tidying up
   * @param counted the step's index
   */
  void ended(ObjectTask task, TaskOutcome outcome, PlanMade.@Nullable Step step, int counted) {
    String id = task.ref().id();
    if (task instanceof ObjectTask.ApplyObject apply) {
      applied(apply.apply(), objects.get(id), outcome, counted);
    } else if (task instanceof ObjectTask.RunHook run
        && outcome instanceof TaskOutcome.HookCreated created
        && step != null) {
      put(planned(run.hook(), step, counted).with(created.applied()));
    } else if (task instanceof ObjectTask.PruneObject) {
      Entry known = objects.get(id);
      boolean replaced =
          known != null && known.hook() != null && known.hook().planId().equals(planId);
      if (!replaced || outcome instanceof TaskOutcome.Gone) {
        objects.remove(id);
      }
    } else if (task instanceof ObjectTask.DeleteHook) {
      objects.remove(id);
      if (step != null) {
        step.hooks().stream()
            .filter(hook -> hook.ref().id().equals(id))
            .forEach(next -> put(planned(next, step, counted)));
      }
    }
  }

  private void applied(
      PlanMade.Apply apply, @Nullable Entry known, TaskOutcome outcome, int counted) {
    if (outcome instanceof TaskOutcome.Applied applied) {
      put(applied(apply, applied.applied(), counted));
    } else if (known != null && outcome instanceof TaskOutcome.StillThere) {
      // It is gone, or about to be, and the one that was to take its place was not made.
      put(changes(known, apply) ? of(known, known.hook(), null).with(null) : known);
    } else if (known != null && outcome instanceof TaskOutcome.Failed) {
      put(changes(known, apply) ? known.with(inDoubt(known.applied())) : known);
    } else if (known != null) {
      // Nothing was written, so there is nothing to wait for.
      String version = outcome instanceof TaskOutcome.Skipped skipped ? skipped.version() : null;
      put(of(known, known.hook(), null).passedOver(version));
    }
  }

  /** What is only put right is seen as drift should it stay wrong, and that runs no hooks. */
  private static boolean changes(Entry known, PlanMade.Apply apply) {
    return known.applied() != null && !known.applied().desiredDigest().equals(apply.digest());
  }

  /** As it was left, but whether that is what it still is nobody knows: it may be written anew. */
  private static Inventory.@Nullable Applied inDoubt(Inventory.@Nullable Applied last) {
    return last == null
        ? null
        : new Inventory.Applied(
            last.uid(),
            last.resourceVersion(),
            last.generation(),
            last.ownEntryDigest(),
            last.foreignEntriesDigest(),
            last.valuesDigest(),
            "",
            last.mutatedPaths());
  }

  private void put(Entry entry) {
    objects.put(entry.ref().id(), entry);
  }

  private Entry planned(PlanMade.Hook hook, PlanMade.Step step, int counted) {
    HookMark mark = new HookMark(hook.hookId(), planId, step.phase());
    Integer number = step.number() == 0 ? null : step.number();
    return new Entry(hook.ref(), null, mark, number, null, counted);
  }

  private static Entry of(Entry entry, @Nullable HookMark hook, @Nullable Integer step) {
    return new Entry(entry.ref(), entry.applied(), hook, entry.wave(), entry.options(), step);
  }

  /** What an object said of itself is kept: it matters when Git does not have it any more. */
  private static Entry applied(
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
}
