package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.Kind;
import dev.plumbline.driftdetector.model.Planner.Planning;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why what differs is left as it is. */
final class WhyNot {

  private WhyNot() {}

  /** The differences, each with why it is left as it is, or without when it is put right. */
  static List<ObjectDrift> explain(Comparison comparison, ApplicationView view, Planning planning) {
    return comparison.drifts().stream()
        .map(drift -> drift.with(of(drift, comparison.pruning(), view, planning)))
        .toList();
  }

  private static @Nullable String of(
      ObjectDrift drift, Pruning pruning, ApplicationView view, Planning planning) {
    if (view.foreignObjects().contains(drift.ref()) || Comparison.isForeign(drift)) {
      return Comparison.FOREIGN;
    }
    boolean tooMuch = drift.kind() == Kind.NOT_PRUNED || drift.kind() == Kind.EXTRA;
    Optional<Pruning.Kept> kept = tooMuch ? pruning.kept(drift.ref()) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get().why();
    }
    if (tooMuch && !view.application().spec().syncPolicyOrDefault().prunes()) {
      return PruneGuard.OFF;
    }
    String contested = planning.contested().get(drift.ref().id());
    if (contested != null) {
      return contested;
    }
    return view.heals().contested(drift.ref(), view.now()) ? fight(drift) : planning.whyNot();
  }

  /** It is put right once more, and still is a fight: only peace for a while ends that. */
  private static String fight(ObjectDrift drift) {
    return Planner.opponent(drift.manager()) + " " + Planner.FIGHT + "; it is tried once more";
  }

  /** Whether an object is not put right because somebody changes it back each time. */
  static boolean isFight(ObjectDrift drift) {
    return drift.whyNot() != null && drift.whyNot().contains(Planner.FIGHT);
  }

  /** One reason for all; null when something of it is put right. */
  static @Nullable String together(List<ObjectDrift> explained) {
    if (explained.stream().anyMatch(drift -> drift.whyNot() == null)) {
      return null;
    }
    return explained.stream()
        .map(ObjectDrift::whyNot)
        .distinct()
        .limit(ConditionReport.SHOWN)
        .collect(Collectors.joining("; "));
  }
}
