package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Command.Confirm;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.DriftEvent.ConfirmationRequired;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.util.List;

/** Asks a person once for each thing that waits for one, and keeps the word that was given. */
final class Confirmations {

  /** An event names no more objects than these. */
  private static final int SHOWN = 100;

  private Confirmations() {}

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
