package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.cluster.sync.SyncOptions.Consent;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Skipped;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.DeletionPolicy;
import dev.plumbline.driftdetector.model.Pruning.Kept;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an application's objects when it is deleted. That is a person's word already:
 * only objects that say {@code Delete=confirm} need another one, and the deletion waits for it as a
 * whole, since nobody is left afterwards who could do the rest.
 *
 * @param objects what goes
 * @param extras what bears our mark and nobody knows of, and goes too
 * @param stays what stays, and why
 * @param pruning what waits for a person's word
 * @param hooks whether hooks run
 */
record Deletion(
    List<Inventory.Entry> objects,
    List<Prune> extras,
    List<Skipped> stays,
    Pruning pruning,
    boolean hooks) {

  static Deletion of(ApplicationView view, Comparison comparison) {
    Inventory inventory = view.inventory();
    List<Inventory.Entry> entries = inventory == null ? List.of() : inventory.objects();
    String orphaned = orphaned(view.application());
    if (orphaned != null) {
      List<Skipped> all =
          entries.stream().map(entry -> new Skipped(entry.ref(), orphaned)).toList();
      return new Deletion(List.of(), List.of(), all, Pruning.NONE, false);
    }
    SyncRules rules = SyncRules.of(view.application());
    Map<String, WantedObject> desired = view.desired() == null ? Map.of() : view.desired().byId();
    List<Inventory.Entry> objects = new ArrayList<>();
    List<Inventory.Entry> asking = new ArrayList<>();
    List<Skipped> stays = new ArrayList<>();
    for (Inventory.Entry entry : entries) {
      Consent consent = rules.delete(options(entry, desired));
      if (consent == Consent.NO && entry.hook() == null) {
        stays.add(new Skipped(entry.ref(), "Delete=false"));
        continue;
      }
      objects.add(entry);
      if (consent == Consent.CONFIRM && entry.hook() == null && !isGone(view, entry)) {
        asking.add(entry);
      }
    }
    return new Deletion(objects, comparison.extras(), stays, pruning(view, asking), true);
  }

  /** Why all of it stays; null when it goes. */
  private static @Nullable String orphaned(Application application) {
    DeletionPolicy policy = application.spec().deletionPolicyOrDefault();
    return switch (policy) {
      case Orphan -> "spec.deletionPolicy is Orphan";
      case MirrorPrune ->
          application.spec().syncPolicyOrDefault().prunes()
              ? null
              : "spec.deletionPolicy is MirrorPrune and pruning is off";
      case Delete, WaitForTermination -> null;
    };
  }

  /** What an object says of itself: as Git has it, or as it was when Git had it last. */
  static SyncOptions options(Inventory.Entry entry, Map<String, WantedObject> desired) {
    WantedObject wanted = desired.get(entry.ref().id());
    return wanted == null ? SyncRules.lasting(entry) : wanted.traits().options();
  }

  private static boolean isGone(ApplicationView view, Inventory.Entry entry) {
    Observation seen = view.observations().get(entry.ref().id());
    return seen == null
        ? entry.applied() == null
        : seen.absent() || seen.terminating() || seen.isOfAnother(view.application().uid());
  }

  private static Pruning pruning(ApplicationView view, List<Inventory.Entry> asking) {
    if (asking.isEmpty()) {
      return Pruning.NONE;
    }
    List<String> lines =
        asking.stream()
            .map(
                entry ->
                    "delete "
                        + Words.line(
                            entry.ref(), entry.applied() == null ? "" : entry.applied().uid()))
            .toList();
    String digest = Words.digest(view.application(), lines);
    Set<String> ids = asking.stream().map(entry -> entry.ref().id()).collect(Collectors.toSet());
    Confirmation word = new Words(view).on(digest, lines);
    if (word != null) {
      return new Pruning(null, Map.of(), null, word, ids);
    }
    Map<String, Kept> kept = new HashMap<>();
    ids.forEach(id -> kept.put(id, Kept.waits("Delete=confirm")));
    return new Pruning(
        null,
        kept,
        new Question(
            asking.stream().map(Inventory.Entry::ref).sorted().toList(),
            "they say Delete=confirm, and the application is to be deleted",
            digest),
        null,
        Set.of());
  }

  /** The plan that does it. */
  PlanMade plan(ApplicationView view, VerdictDraft draft, Plans plans) {
    return plans.deletion(view, draft, objects, extras, hooks, stays);
  }

  /** What sets a deletion going: the same for each attempt at it. */
  static Trigger trigger(ApplicationView view) {
    Instant asked = view.application().metadata().deletionTimestamp();
    return new Trigger(Trigger.Cause.APPLICATION, null, null, asked == null ? view.now() : asked);
  }
}
