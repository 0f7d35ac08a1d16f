package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import java.util.Optional;

/**
 * Whether what is to be done must wait for applications that it depends on. What is new waits, and
 * what a person asks for. An application that has converged goes on being put right though one that
 * it depends on is down: leaving it broken would help nobody.
 */
final class Admission {

  private Admission() {}

  /** What has to be waited for; empty when nothing has, or when nothing is to be done. */
  static Optional<Blocked> blocked(
      ApplicationView view, VerdictDraft draft, Comparison comparison) {
    if (view.application().spec().dependsOn().isEmpty() || !isNew(view, draft, comparison)) {
      return Optional.empty();
    }
    return view.dependencies().apply(draft.revisions.stream().map(SourceRevision::commit).toList());
  }

  private static boolean isNew(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
    if (view.sync() != null) {
      return true;
    }
    boolean changes =
        !comparison.needs().isEmpty()
            || comparison.leftovers().stream()
                .anyMatch(entry -> comparison.pruning().permits(entry.ref()));
    boolean repairs = !comparison.confirmed().isEmpty() || !comparison.ownershipLost().isEmpty();
    boolean never = draft.convergedSequence == 0;
    return policy.automatic() && (changes || (never && repairs));
  }
}
