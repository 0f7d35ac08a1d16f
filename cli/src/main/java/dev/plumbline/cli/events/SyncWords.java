package dev.plumbline.cli.events;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncAccount.StageTime;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens in the course of a sync, in a few words. */
final class SyncWords {

  private static final int LISTED = 3;
  private static final String NOTHING = "nothing";

  private SyncWords() {}

  static String plan(PlanMade plan) {
    List<String> parts = new ArrayList<>();
    int applies = plan.steps().stream().mapToInt(step -> step.applies().size()).sum();
    int hooks = plan.steps().stream().mapToInt(step -> step.hooks().size()).sum();
    if (applies > 0) {
      parts.add("apply " + applies);
    }
    if (hooks > 0) {
      parts.add("run " + count(hooks, "hook"));
    }
    if (!plan.prunes().isEmpty()) {
      parts.add("delete " + plan.prunes().size());
    }
    int waves = plan.steps().size();
    return "planned (%s): %s%s"
        .formatted(
            plan.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            parts.isEmpty() ? "nothing to do" : String.join(", ", parts),
            waves > 1 ? ", in " + waves + " steps" : "");
  }

  static String started(SyncEvent.Started event) {
    return "sync started, %s in %s"
        .formatted(count(event.objects(), "object"), count(event.waves(), "step"));
  }

  /** What is counted is all of the sync, and of hooks only those that have ended. */
  static String progressed(SyncEvent.Progressed event) {
    String stage = stage(event.phase(), event.number(), event.wave());
    String counted = counts(event.counts());
    return counted.equals(NOTHING)
        ? stage + " written"
        : "%s written, so far %s".formatted(stage, counted);
  }

  /** It does not speak of hooks; of earlier releases only the step's index is known. */
  static String settled(WaveSettled event) {
    boolean named = event.phase() != null && event.number() != null;
    return "what was applied up to %s is well"
        .formatted(
            named
                ? stage(event.phase(), event.number(), event.wave())
                : "step " + (event.wave() + 1));
  }

  static String waiting(WaveWaiting event) {
    String objects = list(event.waitsFor().stream().map(SyncWords::health).toList(), event.more());
    int gone = event.allGone().size();
    return "%s waits for %s%s"
        .formatted(
            stage(event.phase(), event.number(), event.wave()),
            objects,
            gone == 0
                ? ""
                : "; %s put back".formatted(count(gone, "object") + (gone == 1 ? " is" : " are")));
  }

  static String hookEnded(HookEnded event) {
    return "hook %s %s%s"
        .formatted(
            event.ref(), event.succeeded() ? "succeeded" : "failed", because(event.message()));
  }

  static String succeeded(SyncEvent.Succeeded event) {
    return "applied: %s in %d ms%s"
        .formatted(counts(event.counts()), event.durationMillis(), stages(event.account()));
  }

  static String failed(SyncEvent.Failed event) {
    return "sync failed: %s%s".formatted(failures(event.failures()), stages(event.account()));
  }

  static String confirmation(DriftEvent.ConfirmationRequired event) {
    return "waits for a person to confirm that %s %s deleted (%s): %s"
        .formatted(
            count(event.count(), "object"),
            event.count() == 1 ? "is" : "are",
            event.reason(),
            list(
                event.objects().stream().map(ObjectRef::toString).toList(),
                event.count() - event.objects().size()));
  }

  /** As {@code Sync wave 2}; of plans of earlier releases only its index is known. */
  private static String stage(@Nullable SyncPhase phase, @Nullable Integer number, int index) {
    return phase == null || number == null ? "wave " + index : phase.word() + " wave " + number;
  }

  private static String stages(@Nullable SyncAccount account) {
    if (account == null || account.stages().size() < 2) {
      return "";
    }
    return "; " + account.stages().stream().map(SyncWords::stage).collect(Collectors.joining(", "));
  }

  private static String stage(StageTime stage) {
    String name = stage.pruning() ? "pruning" : stage(stage.phase(), stage.number(), 0);
    String waited =
        stage.waitMillis() == 0 ? "" : " (%d ms of it waiting)".formatted(stage.waitMillis());
    return "%s took %d ms%s".formatted(name, stage.writeMillis() + stage.waitMillis(), waited);
  }

  private static String health(ObjectHealth one) {
    return one.ref() + ": " + one.status() + because(one.message());
  }

  private static String because(String message) {
    return message.isEmpty() ? "" : " (" + message + ")";
  }

  private static String failures(List<ObjectFailure> failures) {
    return list(failures.stream().map(SyncWords::failure).toList(), 0);
  }

  private static String failure(ObjectFailure failure) {
    String subject = failure.ref() + ": ";
    String message = failure.message();
    return subject
        + failure.reason()
        + ", "
        + (message.startsWith(subject) ? message.substring(subject.length()) : message);
  }

  static String counts(SyncEvent.Counts counts) {
    String words = counts.words();
    return words.isEmpty() ? NOTHING : words;
  }

  /**
   * Some of many.
   *
   * @param unnamed how many others there are
   */
  private static String list(List<String> named, int unnamed) {
    String text = named.stream().limit(LISTED).collect(Collectors.joining("; "));
    int more = Math.max(0, named.size() - LISTED) + Math.max(0, unnamed);
    return more == 0 ? text : text + " and " + more + " more";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
