package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.Kind;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.driftdetector.model.Pruning.Kept;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Git wants, what was applied and what is there, held side by side.
 *
 * @param needs desired objects that were not applied, or not in this form
 * @param leftovers applied objects that Git no longer wants
 * @param pastHooks objects of hooks that Git no longer has
 * @param extras objects that bear our mark, that Git does not want and no sync is known to have
 *     made
 * @param drifts how objects differ from what was applied; of an object that is just being looked
 *     at, what was told before
 * @param confirmed objects whose change or absence was judged, and not merely told before
 * @param ownershipLost objects whose values are ours and whose fields are not
 * @param objects every object, desired ones first
 * @param complete whether every desired object that was applied was seen and judged
 * @param pruning which of what Git does not have may be deleted
 * @param leftAlone object id to why nothing is done about a desired object, whatever becomes of it
 */
record Comparison(
    List<WantedObject> needs,
    List<Inventory.Entry> leftovers,
    List<Inventory.Entry> pastHooks,
    List<Prune> extras,
    List<ObjectDrift> drifts,
    List<ObjectRef> confirmed,
    List<ObjectRef> ownershipLost,
    List<ObjectState> objects,
    boolean complete,
    Pruning pruning,
    Map<String, String> leftAlone) {

  /** Why nothing is done about what is somebody else's. */
  static final String FOREIGN =
      "it is somebody else's and Git does not have it; strict drift detection only tells it";

  static Comparison of(ApplicationView view, PruneGuard guard) {
    return new Comparing(view, guard).run();
  }

  /** What differs from what was applied; leaves out what is merely too much. */
  List<ObjectDrift> changes() {
    return drifts.stream()
        .filter(d -> d.kind() != Kind.NOT_PRUNED && d.kind() != Kind.EXTRA && !isForeign(d))
        .toList();
  }

  /** Whether nothing of ours is there that Git does not want. */
  boolean nothingTooMuch() {
    return leftovers.isEmpty() && objects.stream().noneMatch(ObjectState::leftOver);
  }

  /** The same, of what is deleted with its application. */
  Comparison with(Pruning deletion) {
    return new Comparison(
        needs,
        leftovers,
        pastHooks,
        extras,
        drifts,
        confirmed,
        ownershipLost,
        objects,
        complete,
        deletion,
        leftAlone);
  }

  /** Whether nothing of ours is there that is still to be deleted. */
  boolean nothingToPrune() {
    return leftovers.stream().allMatch(entry -> pruning.keepsOnPurpose(entry.ref()))
        && objects.stream()
            .filter(ObjectState::leftOver)
            .allMatch(object -> pruning.keepsOnPurpose(object.ref()));
  }

  /** Whether it tells of nothing but what is somebody else's: an object, or fields of an object. */
  static boolean isForeign(ObjectDrift drift) {
    boolean fields =
        drift.kind() == Kind.CHANGED
            && !drift.paths().isEmpty()
            && drift.paths().stream().allMatch(path -> path.wanted() == null);
    return fields || (drift.kind() == Kind.EXTRA && FOREIGN.equals(drift.whyNot()));
  }

  /** One comparison under way. */
  private static final class Comparing {
    private final ApplicationView view;
    private final PruneGuard guard;
    private final Map<String, Inventory.Entry> entries = new HashMap<>();
    private final Map<String, ObjectDrift> told = new HashMap<>();
    private final List<WantedObject> needs = new ArrayList<>();
    private final List<Inventory.Entry> leftovers = new ArrayList<>();
    private final List<Inventory.Entry> pastHooks = new ArrayList<>();
    private final Map<String, String> leftAlone = new HashMap<>();
    private final List<ObjectRef> surplus = new ArrayList<>();
    private final List<Prune> extras = new ArrayList<>();
    private final List<ObjectDrift> drifts = new ArrayList<>();
    private final List<ObjectRef> confirmed = new ArrayList<>();
    private final List<ObjectRef> lost = new ArrayList<>();
    private final List<ObjectState> objects = new ArrayList<>();
    private boolean complete = true;

    Comparing(ApplicationView view, PruneGuard guard) {
      this.view = view;
      this.guard = guard;
      if (view.inventory() != null) {
        view.inventory().objects().forEach(entry -> entries.put(entry.ref().id(), entry));
      }
      if (view.verdict() != null) {
        view.verdict().drifts().forEach(drift -> told.put(drift.ref().id(), drift));
      }
    }

    Comparison run() {
      Pruning pruning = view.desired() == null ? Pruning.NONE : compare(view.desired());
      return new Comparison(
          needs, leftovers, pastHooks, extras, drifts, confirmed, lost, objects, complete, pruning,
          leftAlone);
    }

    private Pruning compare(Wanted desired) {
      Set<String> known = new HashSet<>(entries.keySet());
      desired.everything().forEach(object -> known.add(object.ref().id()));
      desired.objects().forEach(this::desired);
      desired.hooks().forEach(hook -> entries.remove(hook.ref().id()));
      entries.values().stream()
          .sorted((a, b) -> a.ref().compareTo(b.ref()))
          .forEach(entry -> leftover(entry, desired));
      view.observations().values().stream()
          .filter(seen -> !known.contains(seen.ref().id()))
          .sorted((a, b) -> a.ref().compareTo(b.ref()))
          .forEach(this::extra);
      told.values().stream()
          .filter(drift -> drift.kind() == Kind.EXTRA && !known.contains(drift.ref().id()))
          .filter(drift -> !view.observations().containsKey(drift.ref().id()))
          .filter(drift -> !isForeign(drift))
          .forEach(drift -> surplus.add(drift.ref()));
      Pruning pruning = guard.judge(view, leftovers, extras);
      leftovers.forEach(entry -> leftOver(entry, pruning));
      surplus.forEach(ref -> tooMuch(ref, pruning));
      view.foreignObjects().stream()
          .filter(ref -> !known.contains(ref.id()))
          .sorted()
          .forEach(this::foreign);
      return pruning;
    }

    private void desired(WantedObject manifest) {
      Inventory.Entry entry = entries.remove(manifest.ref().id());
      Applied applied = entry == null || entry.hook() != null ? null : entry.applied();
      Observation seen = view.observations().get(manifest.ref().id());
      boolean ours = !isLeftAlone(manifest, seen);
      if (applied == null && (!ours || (manifest.createdOnly() && lookedAt()))) {
        return;
      }
      if (applied == null) {
        needs.add(manifest);
        objects.add(ObjectState.planned(manifest));
        return;
      }
      boolean current =
          !ours || manifest.createdOnly() || applied.desiredDigest().equals(manifest.digest());
      if (!current) {
        needs.add(manifest);
      }
      if (!ours && seen != null && seen.absent()) {
        return;
      }
      ObjectDrift drift = ours ? drift(manifest, applied, seen) : undisturbed(applied, seen);
      if (drift != null) {
        drifts.add(drift);
      }
      ObjectState state =
          ObjectState.of(manifest, applied, seen, view.stuck().get(manifest.ref().id()));
      boolean synced = current && drift == null && state.there();
      objects.add(state.with(synced ? SyncStatus.Synced : SyncStatus.OutOfSync));
    }

    /** By Git's word, or by that of somebody who has put it on the object that is there. */
    private boolean isLeftAlone(WantedObject wanted, @Nullable Observation seen) {
      String wish = seen == null ? null : seen.wish();
      String why = wanted.leftAlone().orElse(wish);
      if (why != null) {
        leftAlone.put(wanted.ref().id(), why);
      }
      return why != null;
    }

    /** Whether a sync has gone through all that Git has. */
    private boolean lookedAt() {
      Inventory inventory = view.inventory();
      return inventory != null
          && view.desired() != null
          && inventory.phase() == Inventory.Phase.SUCCEEDED
          && inventory.desiredSequence() >= view.desired().sequence();
    }

    private @Nullable ObjectDrift undisturbed(Applied applied, @Nullable Observation seen) {
      complete &= seen != null && seen.reaches(applied);
      return null;
    }

    private @Nullable ObjectDrift drift(
        WantedObject wanted, Applied applied, @Nullable Observation seen) {
      ObjectRef ref = wanted.ref();
      if (mode(wanted) == DriftDetection.DISABLED) {
        return undisturbed(applied, seen);
      }
      Finding finding = seen != null && seen.judged(applied) ? seen.finding() : null;
      if (finding == null) {
        complete = false;
        if (view.rewound()) {
          lost.add(ref);
        }
        ObjectDrift before = told.get(ref.id());
        return before == null || before.kind() == Kind.NOT_PRUNED || before.kind() == Kind.EXTRA
            ? null
            : before;
      }
      return switch (finding.state()) {
        case ABSENT -> {
          confirmed.add(ref);
          yield new ObjectDrift(ref, Kind.MISSING, List.of(), null, null, null);
        }
        case CHANGED -> {
          if (wanted.createdOnly()) {
            yield null;
          }
          confirmed.add(ref);
          yield changed(ref, finding);
        }
        case OWNERSHIP_LOST -> {
          if (wanted.createdOnly()) {
            yield null;
          }
          lost.add(ref);
          yield finding.foreign().isEmpty() ? null : changed(ref, finding);
        }
        case IN_SYNC -> finding.foreign().isEmpty() ? null : changed(ref, finding);
        case SUSPECT, EXTRA -> null;
      };
    }

    private DriftDetection mode(WantedObject wanted) {
      DriftDetection own = wanted.driftDetection();
      return own == null ? view.application().spec().driftDetectionOrDefault() : own;
    }

    private static ObjectDrift changed(ObjectRef ref, Finding finding) {
      List<PathDrift> paths = new ArrayList<>(finding.paths());
      paths.addAll(finding.foreign());
      return new ObjectDrift(
          ref, Kind.CHANGED, paths, finding.manager(), finding.operation(), finding.time());
    }

    /** Of one that is just being looked at, what was told before still holds. */
    private void extra(Observation seen) {
      Finding finding = seen.finding();
      ObjectDrift before = told.get(seen.ref().id());
      boolean toldBefore = before != null && before.kind() == Kind.EXTRA;
      boolean sure = finding != null && finding.state() == Finding.State.EXTRA;
      boolean inDoubt = finding != null && finding.state() == Finding.State.SUSPECT;
      if (sure) {
        extras.add(new Prune(seen.ref(), seen.uid()));
      }
      if (sure || (inDoubt && toldBefore)) {
        surplus.add(seen.ref());
      }
    }

    private void tooMuch(ObjectRef ref, Pruning pruning) {
      drifts.add(new ObjectDrift(ref, Kind.EXTRA, List.of(), null, null, null));
      objects.add(
          ObjectState.leftOver(ref, fate(ref, pruning, "not in Git, to be deleted", "not in Git")));
    }

    /** An object of somebody else in a namespace that is the application's. */
    private void foreign(ObjectRef ref) {
      drifts.add(new ObjectDrift(ref, Kind.EXTRA, List.of(), null, null, null));
    }

    /** Whatever is still among the entries is not desired. */
    private void leftover(Inventory.Entry entry, Wanted desired) {
      if (entry.hook() == null) {
        leftovers.add(entry);
      } else if (Hooks.isDropped(entry, desired.hooks())) {
        pastHooks.add(entry);
      }
    }

    private void leftOver(Inventory.Entry entry, Pruning pruning) {
      ObjectRef ref = entry.ref();
      Observation seen = view.observations().get(ref.id());
      boolean there =
          seen == null
              ? entry.applied() != null
              : !seen.absent()
                  && !seen.terminating()
                  && !seen.isOfAnother(view.application().uid());
      if (there && !pruning.permits(ref)) {
        drifts.add(new ObjectDrift(ref, Kind.NOT_PRUNED, List.of(), null, null, null));
      }
      if (there) {
        objects.add(
            ObjectState.leftOver(ref, fate(ref, pruning, "to be deleted", "no longer in Git")));
      }
    }

    private static String fate(ObjectRef ref, Pruning pruning, String deleted, String what) {
      Kept kept = pruning.kept(ref).orElse(null);
      if (kept == null) {
        return deleted;
      }
      return kept.why().equals(PruneGuard.OFF)
          ? what + ", kept since pruning is off"
          : what + ", kept: " + kept.why();
    }
  }
}
