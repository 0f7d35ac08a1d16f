package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.DriftEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Tells that an application waits for others, and that it does not any more; each once. While it is
 * not known, as before the application is rendered anew, what was told stands.
 */
final class Waits {

  private Waits() {}

  static void tell(ApplicationView view, VerdictDraft draft, List<DriftEvent> told) {
    Blocked blocked = draft.blocked;
    if (blocked != null && blocked.onDependencies()) {
      if (draft.waitsSince == null) {
        draft.waitsSince = view.now();
        told.add(
            new DriftEvent.DependencyWaiting(
                view.application().key(),
                view.application().uid(),
                draft.revisions,
                blocked.reason(),
                blocked.message(),
                view.now()));
      }
    } else if (draft.admitted || view.application().deleting()) {
      end(view, draft, told);
    }
  }

  private static void end(ApplicationView view, VerdictDraft draft, List<DriftEvent> told) {
    Instant since = draft.waitsSince;
    if (since == null) {
      return;
    }
    draft.waitsSince = null;
    told.add(
        new DriftEvent.DependencyCleared(
            view.application().key(),
            view.application().uid(),
            draft.revisions,
            Math.max(0, Duration.between(since, view.now()).toMillis()),
            view.now()));
  }
}
