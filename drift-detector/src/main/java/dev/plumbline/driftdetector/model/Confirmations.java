package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Command.Confirm;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a person once for each thing that waits for one, and keeps the word that was given. */
final class Confirmations {

  /** An event names no more objects than these. */
  private static final int SHOWN = 100;

  private Confirmations() {}

  /**
   * Whether all is in sight that is asked about: after a restart what nobody knows of is told
   * before it is seen again.
   */
  static boolean mayBeSettled(ApplicationView view, Comparison comparison) {
    Set<String> seen =
        comparison.extras().stream().map(extra -> extra.ref().id()).collect(Collectors.toSet());
    return comparison.drifts().stream()
        .filter(drift -> drift.kind() == ObjectDrift.Kind.EXTRA)
        .filter(drift -> !view.foreignObjects().contains(drift.ref()))
        .allMatch(drift -> seen.contains(drift.ref().id()));
  }

  /** While nothing is planned, what a person says to what was asked is kept for later. */
  static void keep(ApplicationView view, VerdictDraft draft, Pruning pruning) {
    Confirm word = view.confirm();
    if (pruning.confirmed() != null) {
      draft.confirmed = pruning.confirmed();
    } else if (word != null && word.digest().equals(draft.asked)) {
      draft.confirmed = new Confirmation(word.digest(), word.by(), word.at(), null);
    } else {
      draft.confirmed = new Words(view).standing();
    }
  }

  static void settle(
      ApplicationView view, VerdictDraft draft, Pruning pruning, List<DriftEvent> told) {
    draft.confirmed = pruning.confirmed();
    Question question = pruning.question();
    if (question == null) {
      draft.asked = pruning.confirmed() == null ? null : pruning.confirmed().digest();
      return;
    }
    if (question.digest().equals(draft.asked)) {
      return;
    }
    draft.asked = question.digest();
    told.add(
        new ConfirmationRequired(
            view.application().key(),
            view.application().uid(),
            draft.revisions,
            question.objects().subList(0, Math.min(SHOWN, question.objects().size())),
            question.objects().size(),
            question.why(),
            question.digest(),
            view.now()));
  }
}
