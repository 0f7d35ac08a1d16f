package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SourceRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a deletion has to wait for what another application is to have. A push that moves an
 * object takes it from one application and gives it to another, and the first may hear of that
 * before the other; whoever deletes then would delete what is wanted. So it is first seen that the
 * others were told of the push. That is not waited for longer than a while: one of them may never
 * be rendered.
 */
final class Heirs {

  /** Rendering takes longer only where it is about to fail. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private Heirs() {}

  /** Until when others are waited for, at most. */
  static Instant until(ApplicationView view) {
    return view.since().plus(PATIENCE);
  }

  /** What a sync that deletes waits for; empty when it deletes nothing, or need not wait. */
  static Optional<Blocked> awaited(ApplicationView view, VerdictDraft draft, Work work) {
    if (!patient(view) || work.leftovers().stream().noneMatch(entry -> mayBeThere(view, entry))) {
      return Optional.empty();
    }
    List<String> commits = draft.revisions.stream().map(SourceRevision::commit).toList();
    return view.neighbours().behind(commits).map(Heirs::blocked);
  }

  /** What a deletion of the whole application waits for. */
  static Optional<Blocked> awaited(ApplicationView view) {
    Inventory inventory = view.inventory();
    return !patient(view) || inventory == null || inventory.objects().isEmpty()
        ? Optional.empty()
        : view.neighbours().unheard().map(Heirs::blocked);
  }

  private static boolean patient(ApplicationView view) {
    return until(view).isAfter(view.now());
  }

  private static boolean mayBeThere(ApplicationView view, Inventory.Entry entry) {
    Observation seen = view.observations().get(entry.ref().id());
    return entry.applied() != null && (seen == null || !seen.absent());
  }

  private static Blocked blocked(ApplicationKey other) {
    return new Blocked(
        Blocked.OTHERS,
        "waits a moment before deleting objects: of %s, made from the same repository, it is not known yet whether Git gives them to it"
            .formatted(other),
        false);
  }
}
