package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a sync under way is, or what keeps one from beginning, in one line for a person.
 *
 * @param text empty when nothing is under way
 * @param stage the phase it is in, or {@code Prune}; null when none runs, or none has begun yet
 * @param wave the wave's number; null where there is none
 */
record Progress(String text, @Nullable String stage, @Nullable Integer wave) {

  private static final String PRUNE = "Prune";
  private static final int NAMED = 2;
  private static final int LONGEST_MESSAGE = 160;

  /** What is so just now. */
  static Progress of(ApplicationView view, VerdictDraft draft, Outlook outlook, StepWatch steps) {
    Blocked blocked = draft.blocked;
    if (blocked != null) {
      return new Progress(blocked.message(), null, null);
    }
    OpenPlan open = draft.openPlan;
    if (open == null) {
      return new Progress(resting(view, draft, outlook), null, null);
    }
    Inventory inventory = view.inventory();
    if (inventory == null
        || !inventory.planId().equals(open.planId())
        || inventory.phase().ended()) {
      return new Progress("planned, and about to begin", null, null);
    }
    return running(view, draft, inventory, steps).until(inventory.deadline());
  }

  /** When a sync that failed is tried again, and what has to come before that helps. */
  static String nextAttempt(ApplicationView view, VerdictDraft draft, Instant at) {
    return "%sattempt %d follows at %s"
        .formatted(
            RetryPause.isForGit(view) ? "Git has to change; " : "",
            draft.failedAttempts + 1,
            at.truncatedTo(ChronoUnit.SECONDS));
  }

  private static String resting(ApplicationView view, VerdictDraft draft, Outlook outlook) {
    if (draft.retryAt != null) {
      return nextAttempt(view, draft, draft.retryAt);
    }
    boolean soon = outlook.health() == HealthStatus.Progressing && !outlook.message().isEmpty();
    return soon ? "written, waits for " + outlook.message() : "";
  }

  private static Progress running(
      ApplicationView view, VerdictDraft draft, Inventory inventory, StepWatch steps) {
    OpenPlan open = draft.openPlan;
    boolean deletes = open != null && VerdictDraft.deletes(open);
    WrittenObjects written = new WrittenObjects(inventory, deletes, view.shape());
    int next = inventory.wave() + 1;
    int writes = written.count(next);
    List<ObjectHealth> leaving = writes > 0 ? List.of() : leaving(view, inventory);
    if (!leaving.isEmpty()) {
      return new Progress(PRUNE + ": waits for " + list(leaving), PRUNE, null);
    }
    if (!steps.waitsFor().isEmpty()) {
      return at(steps.phase(), steps.number(), "waits for " + list(steps.waitsFor()));
    }
    if (writes > 0) {
      String objects = writes == 1 ? "1 object" : writes + " objects";
      return at(
          written.phase(next),
          written.number(next),
          "writes " + objects + settled(inventory.wave(), steps, written));
    }
    return new Progress(PRUNE + ": deletes what Git does not want", PRUNE, null);
  }

  /** The step before, when all of it was seen to be well. */
  private static String settled(int before, StepWatch steps, WrittenObjects written) {
    return before >= 0 && steps.told().settled() == before
        ? ", %s wave %d is well".formatted(written.phase(before).word(), written.number(before))
        : "";
  }

  private static Progress at(SyncPhase phase, int number, String what) {
    return new Progress(phase.word() + " wave " + number + ": " + what, phase.word(), number);
  }

  /** Objects on their way out, with what holds them. */
  private static List<ObjectHealth> leaving(ApplicationView view, Inventory inventory) {
    return inventory.objects().stream()
        .filter(entry -> entry.step() == null)
        .map(entry -> view.observations().get(entry.ref().id()))
        .filter(seen -> seen != null && seen.terminating() && !seen.absent())
        .map(seen -> new ObjectHealth(seen.ref(), seen.health(), seen.message()))
        .sorted((a, b) -> a.ref().compareTo(b.ref()))
        .toList();
  }

  private static String list(List<ObjectHealth> objects) {
    String more = objects.size() > NAMED ? "; and " + (objects.size() - NAMED) + " more" : "";
    return objects.stream().limit(NAMED).map(Progress::words).collect(Collectors.joining("; "))
        + more;
  }

  /** Fit for a line of a table. */
  static String shortened(String message) {
    return Brevity.cut(message, LONGEST_MESSAGE);
  }

  private static String words(ObjectHealth one) {
    String shown = shortened(one.message());
    return one.ref() + ": " + one.status() + (shown.isEmpty() ? "" : " (" + shown + ")");
  }

  private Progress until(@Nullable Instant deadline) {
    return deadline == null
        ? this
        : new Progress(
            text + "; fails at " + deadline.truncatedTo(ChronoUnit.SECONDS), stage, wave);
  }
}
