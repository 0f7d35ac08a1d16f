package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.util.List;

/** Asks a person once for each thing that waits for one, and keeps the word that was given. */
final class Confirmations {

  /** An event names no more objects than these. */
  private static final int SHOWN = 100;

  private Confirmations() {}

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
