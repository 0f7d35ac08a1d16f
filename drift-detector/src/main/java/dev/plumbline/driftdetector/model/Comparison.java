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
 * @param extras objects that bear our mark, that Git does not want and no sync is known to have
 *     made
 * @param drifts how objects differ from what was applied; of an object that is just being looked
 *     at, what was told before
 * @param confirmed objects whose change or absence was judged, and not merely told before
 * @param ownershipLost objects whose values are ours and whose fields are not
 * @param objects every object, desired ones first
 * @param complete whether every desired object that was applied was seen and judged
 */
record Comparison(
    List<WantedObject> needs,
    List<Inventory.Entry> leftovers,
    List<Prune> extras,
    List<ObjectDrift> drifts,
    List<ObjectRef> confirmed,
    List<ObjectRef> ownershipLost,
    List<ObjectState> objects,
    boolean complete) {

  /** Why nothing is done about what is somebody else's. */
  static final String FOREIGN =
      "it is somebody else's and Git does not have it; strict drift detection only tells it";

  static Comparison of(ApplicationView view) {
    return new Comparing(view).run();
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
    private final Map<String, Inventory.Entry> entries = new HashMap<>();
    private final Map<String, ObjectDrift> told = new HashMap<>();
    private final List<WantedObject> needs = new ArrayList<>();
    private final List<Inventory.Entry> leftovers = new ArrayList<>();
    private final List<Prune> extras = new ArrayList<>();
    private final List<ObjectDrift> drifts = new ArrayList<>();
    private final List<ObjectRef> confirmed = new ArrayList<>();
    private final List<ObjectRef> lost = new ArrayList<>();
    private final List<ObjectState> objects = new ArrayList<>();
    private boolean complete = true;

    Comparing(ApplicationView view) {
      this.view = view;
      if (view.inventory() != null) {
        view.inventory().objects().forEach(entry -> entries.put(entry.ref().id(), entry));
      }
      if (view.verdict() != null) {
        view.verdict().drifts().forEach(drift -> told.put(drift.ref().id(), drift));
      }
    }

    Comparison run() {
      if (view.desired() != null) {
        Set<String> known = new HashSet<>(entries.keySet());
        view.desired().objects().forEach(manifest -> known.add(manifest.ref().id()));
        view.desired().objects().forEach(this::desired);
        entries.values().stream()
            .sorted((a, b) -> a.ref().compareTo(b.ref()))
            .forEach(this::leftover);
        view.observations().values().stream()
            .filter(seen -> !known.contains(seen.ref().id()))
            .sorted((a, b) -> a.ref().compareTo(b.ref()))
            .forEach(this::extra);
        told.values().stream()
            .filter(drift -> drift.kind() == Kind.EXTRA && !known.contains(drift.ref().id()))
            .filter(drift -> !view.observations().containsKey(drift.ref().id()))
            .filter(drift -> !isForeign(drift))
            .forEach(drift -> tooMuch(drift.ref()));
        view.foreignObjects().stream()
            .filter(ref -> !known.contains(ref.id()))
            .sorted()
            .forEach(this::foreign);
      }
      return new Comparison(needs, leftovers, extras, drifts, confirmed, lost, objects, complete);
    }

    private void desired(WantedObject manifest) {
      Inventory.Entry entry = entries.remove(manifest.ref().id());
      Applied applied = entry == null ? null : entry.applied();
      if (applied == null) {
        needs.add(manifest);
        objects.add(ObjectState.planned(manifest));
        return;
      }
      boolean current = applied.desiredDigest().equals(manifest.digest());
      if (!current) {
        needs.add(manifest);
      }
      Observation seen = view.observations().get(manifest.ref().id());
      ObjectDrift drift = drift(manifest, applied, seen);
      if (drift != null) {
        drifts.add(drift);
      }
      ObjectState state =
          ObjectState.of(manifest, applied, seen, view.stuck().get(manifest.ref().id()));
      boolean synced = current && drift == null && state.there();
      objects.add(state.with(synced ? SyncStatus.Synced : SyncStatus.OutOfSync));
    }

    private @Nullable ObjectDrift drift(
        WantedObject wanted, Applied applied, @Nullable Observation seen) {
      ObjectRef ref = wanted.ref();
      if (mode(wanted) == DriftDetection.DISABLED) {
        complete &= seen != null && seen.reaches(applied);
        return null;
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
          confirmed.add(ref);
          yield changed(ref, finding);
        }
        case OWNERSHIP_LOST -> {
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
        tooMuch(seen.ref());
      }
    }

    private void tooMuch(ObjectRef ref) {
      drifts.add(new ObjectDrift(ref, Kind.EXTRA, List.of(), null, null, null));
      boolean prunes = view.application().spec().syncPolicyOrDefault().prunes();
      objects.add(
          ObjectState.leftOver(
              ref, prunes ? "not in Git, to be deleted" : "not in Git, kept since pruning is off"));
    }

    /** An object of somebody else in a namespace that is the application's. */
    private void foreign(ObjectRef ref) {
      drifts.add(new ObjectDrift(ref, Kind.EXTRA, List.of(), null, null, null));
    }

    /** Whatever is still among the entries is not desired. */
    private void leftover(Inventory.Entry entry) {
      leftovers.add(entry);
      Observation seen = view.observations().get(entry.ref().id());
      boolean there =
          seen == null
              ? entry.applied() != null
              : !seen.absent()
                  && !seen.terminating()
                  && !seen.isOfAnother(view.application().uid());
      boolean prunes = view.application().spec().syncPolicyOrDefault().prunes();
      if (there && !prunes) {
        drifts.add(new ObjectDrift(entry.ref(), Kind.NOT_PRUNED, List.of(), null, null, null));
      }
      if (there) {
        objects.add(
            ObjectState.leftOver(
                entry.ref(),
                prunes ? "to be deleted" : "no longer in Git, kept since pruning is off"));
      }
    }
  }
}
