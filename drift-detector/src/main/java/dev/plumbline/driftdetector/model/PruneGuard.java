package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.cluster.sync.SyncOptions.Consent;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import dev.plumbline.driftdetector.model.Pruning.Kept;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands between what Git dropped and its deletion. A person is asked first when it is much at
 * once, when more would go with an object than the object, or when somebody wants to be asked; the
 * word holds for just what was asked.
 */
final class PruneGuard {

  static final String OFF = "pruning is off (spec.syncPolicy.automated.prune)";

  /** Of a digest of everything at once: so the question stands until it is answered. */
  private static final String EVERYTHING = "all-";

  private final PruneLimits usual;

  PruneGuard(PruneLimits usual) {
    this.usual = usual;
  }

  /** An object that Git does not have. */
  private record Candidate(ObjectRef ref, String uid, SyncOptions own) {
    String line() {
      return Words.line(ref, uid);
    }

    boolean asksItself(SyncRules rules) {
      return rules.prune(own) == Consent.CONFIRM;
    }

    boolean permitted() {
      return own.prune().filter(consent -> consent == Consent.YES).isPresent();
    }
  }

  /**
   * Judges what of it may be deleted in the course of a sync.
   *
   * @param leftovers what was applied and Git does not have any more
   * @param extras what bears our mark and nobody knows of
   */
  Pruning judge(ApplicationView view, List<Inventory.Entry> leftovers, List<Prune> extras) {
    Kept never = never(view);
    if (never != null) {
      return Pruning.none(never);
    }
    List<Candidate> candidates = new ArrayList<>();
    leftovers.forEach(
        entry -> candidates.add(new Candidate(entry.ref(), uid(entry), SyncRules.lasting(entry))));
    extras.forEach(
        extra -> candidates.add(new Candidate(extra.ref(), extra.uid(), SyncOptions.NONE)));
    SyncRules rules = SyncRules.of(view.application());
    Map<String, Kept> kept = new HashMap<>();
    List<Candidate> there = new ArrayList<>();
    for (Candidate one : candidates) {
      Consent consent = rules.prune(one.own());
      if (consent == Consent.NO) {
        kept.put(one.ref().id(), Kept.meant(refusal(one)));
      } else if (mayBeThere(view, one) && !one.permitted()) {
        there.add(one);
      }
    }
    return asked(view, there, kept, doubts(view, rules, there));
  }

  private static String uid(Inventory.Entry entry) {
    return entry.applied() == null ? "" : entry.applied().uid();
  }

  /** Why nothing is pruned at all; null when something may be. */
  private static @Nullable Kept never(ApplicationView view) {
    SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
    if (!policy.prunes()) {
      return Kept.meant(OFF);
    }
    boolean emptied = view.desired() == null || view.desired().objects().isEmpty();
    return emptied && !policy.allowsEmpty()
        ? Kept.notNow("Git renders no object at all (spec.syncPolicy.automated.allowEmpty is off)")
        : null;
  }

  private static String refusal(Candidate one) {
    return one.own().prune().isPresent()
        ? "it says Prune=false"
        : "the application says Prune=false (spec.syncPolicy.syncOptions)";
  }

  /** To take what is gone, or somebody else's, off our books costs nobody anything. */
  private static boolean mayBeThere(ApplicationView view, Candidate one) {
    Observation seen = view.observations().get(one.ref().id());
    return seen == null
        ? !one.uid().isEmpty()
        : !seen.absent() && !seen.terminating() && !seen.isOfAnother(view.application().uid());
  }

  /** Object id to why a person is asked before it is deleted. */
  private Map<String, String> doubts(
      ApplicationView view, SyncRules rules, List<Candidate> candidates) {
    Map<String, String> doubts = new HashMap<>();
    PruneLimits limits = usual.of(view.application());
    int all = Math.max(candidates.size(), objects(view));
    boolean tooMany =
        limits.exceededBy(candidates.size(), all)
            || (isAsked(view, EVERYTHING) && candidates.size() >= limits.from());
    for (Candidate one : candidates) {
      if (tooMany) {
        doubts.put(
            one.ref().id(),
            "%d of %d objects would be deleted at once (spec.syncPolicy.confirmPruningAbove: %d%%)"
                .formatted(candidates.size(), all, limits.percent()));
      } else if (SyncRules.holdsMore(one.ref())) {
        doubts.put(one.ref().id(), "with a " + one.ref().kind() + " goes all that it holds");
      } else if (one.asksItself(rules)) {
        doubts.put(one.ref().id(), "Prune=confirm");
      }
    }
    if (tooMany) {
      doubts.put("", EVERYTHING);
    }
    return doubts;
  }

  private static int objects(ApplicationView view) {
    Inventory inventory = view.inventory();
    return inventory == null
        ? 0
        : (int)
            inventory.objects().stream()
                .filter(entry -> entry.applied() != null && entry.hook() == null)
                .count();
  }

  private static boolean isAsked(ApplicationView view, String beginning) {
    Verdict told = view.verdict();
    return told != null && told.asked() != null && told.asked().startsWith(beginning);
  }

  private static Pruning asked(
      ApplicationView view,
      List<Candidate> candidates,
      Map<String, Kept> kept,
      Map<String, String> doubts) {
    List<Candidate> doubtful =
        candidates.stream().filter(one -> doubts.containsKey(one.ref().id())).toList();
    if (doubtful.isEmpty()) {
      return Pruning.of(kept);
    }
    List<String> lines = doubtful.stream().map(Candidate::line).toList();
    String digest = doubts.getOrDefault("", "") + Words.digest(view.application(), lines);
    Confirmation word = new Words(view).on(digest, lines);
    if (word != null) {
      return new Pruning(
          null,
          kept,
          null,
          word,
          doubtful.stream().map(one -> one.ref().id()).collect(Collectors.toSet()));
    }
    SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
    if (!policy.automatic() && view.sync() == null && !isAsked(view, digest)) {
      return Pruning.of(kept);
    }
    Set<String> reasons = new LinkedHashSet<>();
    for (Candidate one : doubtful) {
      String why = doubts.getOrDefault(one.ref().id(), "");
      kept.put(one.ref().id(), Kept.waits(why));
      reasons.add(why);
    }
    return new Pruning(
        null,
        kept,
        new Question(
            doubtful.stream().map(Candidate::ref).sorted().toList(),
            String.join("; ", reasons),
            digest),
        null,
        Set.of());
  }
}
