package dev.plumbline.notifier.model;

import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an event: what happened, to which object, by whose hand, whether it will be put
 * right, and what to do.
 */
final class Wording {

  private static final int MAX_OBJECTS = 10;
  private static final int MAX_PATHS = 5;
  private static final int MAX_VALUE = 100;
  private static final int MAX_SENTENCE = 1_000;
  private static final int SHORT_COMMIT = 10;

  private final ApplicationFacts application;
  private final String type;

  Wording(ApplicationFacts application, ApplicationEvent event) {
    this.application = application;
    this.type = EventType.of(event).typeName();
  }

  Notice drifted(DriftEvent.Detected event) {
    List<String> lines = listed(event.objects(), Wording::differs);
    lines.add(
        event.willHeal()
            ? "Plumbline puts it right by itself."
            : "It is not put right by itself"
                + (event.whyNot() == null ? "" : ": " + sentence(event.whyNot()))
                + ". To restore what Git wants, sync the application; to keep the change, commit"
                + " it to Git.");
    return notice(
        event.willHeal() ? Notice.WARNING : Notice.ERROR,
        "drift in " + Text.count(event.objects().size(), "object"),
        lines,
        event.revisions());
  }

  Notice driftCleared(DriftEvent.Cleared event) {
    return notice(
        Notice.INFO,
        "drift resolved",
        List.of("Nothing differs any more, after " + Text.duration(event.openMillis()) + "."),
        event.revisions());
  }

  Notice notWell(DriftEvent.ConvergenceLost event) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence(event.message()));
    lines.addAll(
        listed(
            event.objects(),
            object ->
                object.ref()
                    + " is "
                    + object.status()
                    + (object.message().isEmpty() ? "" : ": " + sentence(object.message()))));
    lines.add("A commit that mends it is applied by itself where automated sync is on.");
    return notice(Notice.ERROR, "is " + event.health(), lines, event.revisions());
  }

  Notice wellAgain(DriftEvent.ConvergenceReached event) {
    return notice(
        Notice.INFO,
        "is well again",
        List.of("Everything is as Git wants it and healthy."),
        event.revisions());
  }

  Notice converged(DriftEvent.ConvergenceReached event) {
    return notice(
        Notice.INFO,
        "converged on " + revisions(event.revisions()),
        List.of(
            "Everything is as Git wants it and healthy, "
                + Text.duration(event.sinceTriggerMillis())
                + " after "
                + trigger(event.trigger())
                + "."),
        event.revisions());
  }

  Notice renderFailed(RenderResult.Failed event) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence(event.message()));
    lines.addAll(
        listed(
            event.errors(),
            error ->
                error.file()
                    + (error.line() == null ? "" : ":" + error.line())
                    + (error.field() == null ? "" : " " + error.field())
                    + ": "
                    + sentence(error.message())));
    lines.add("The last good render stays in force until this is mended.");
    return notice(Notice.ERROR, "render failed (" + event.reason() + ")", lines, event.revisions());
  }

  Notice rendersAgain() {
    return notice(Notice.INFO, "renders again", List.of("The last render succeeded."), List.of());
  }

  Notice syncFailed(SyncEvent.Failed event) {
    FailedSync failed = new FailedSync(event.failures());
    List<String> lines = listed(event.failures(), FailedSync::told);
    lines.add(failed.advice());
    return notice(Notice.ERROR, failed.summary(), lines, event.revisions());
  }

  Notice asksForConfirmation(DriftEvent.ConfirmationRequired event) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence(event.reason()) + ":");
    event.objects().stream().limit(MAX_OBJECTS).forEach(object -> lines.add("- " + object));
    int more = event.count() - Math.min(MAX_OBJECTS, event.objects().size());
    if (more > 0) {
      lines.add("- and " + more + " more");
    }
    lines.add(
        "They stay until a person confirms: run ./plumbline confirm "
            + application.key()
            + ", or annotate the Application with plumbline.dev/confirm: "
            + Text.line(event.digest(), MAX_VALUE)
            + ". To keep them, put them back into Git; where the application is to go, have them say"
            + " Delete=false.");
    return notice(
        Notice.WARNING,
        "waits for confirmation to delete " + Text.count(event.count(), "object"),
        lines,
        event.revisions());
  }

  Notice synced(SyncEvent.Succeeded event) {
    return notice(
        Notice.INFO,
        "sync succeeded",
        List.of("Everything planned was done in " + Text.duration(event.durationMillis()) + "."),
        event.revisions());
  }

  private Notice notice(
      String severity, String what, List<String> lines, List<SourceRevision> revisions) {
    Map<String, String> facts = new HashMap<>();
    facts.put("application", application.key().toString());
    facts.put("project", application.project());
    facts.put("cluster", application.cluster());
    if (!revisions.isEmpty()) {
      facts.put("revision", revisions(revisions));
    }
    return new Notice(
        type, severity, application.key() + " " + what, String.join("\n", lines), facts);
  }

  private static String differs(ObjectDrift drift) {
    String what =
        switch (drift.kind()) {
          case MISSING -> " is missing";
          case NOT_PRUNED -> " is no longer in Git and still there: pruning is off";
          case EXTRA -> " bears the application's mark and is not in Git";
          case CHANGED ->
              ": "
                  + drift.paths().stream()
                      .limit(MAX_PATHS)
                      .map(Wording::differs)
                      .collect(Collectors.joining("; "))
                  + more(drift.paths().size(), MAX_PATHS);
        };
    return drift.ref() + what + byWhom(drift);
  }

  private static String differs(PathDrift path) {
    return sentence(path.path()) + " is " + value(path.live()) + ", wanted " + value(path.wanted());
  }

  private static String value(@Nullable String json) {
    return json == null ? "absent" : Text.line(json, MAX_VALUE);
  }

  private static String byWhom(ObjectDrift drift) {
    if (drift.manager() == null) {
      return "";
    }
    return " (by "
        + Text.line(drift.manager(), MAX_VALUE)
        + (drift.operation() == null ? "" : ", " + drift.operation())
        + (drift.time() == null ? "" : ", " + drift.time())
        + ")";
  }

  private static <T> List<String> listed(List<T> all, Function<T, String> says) {
    List<String> lines = new ArrayList<>();
    all.stream().limit(MAX_OBJECTS).forEach(each -> lines.add("- " + says.apply(each)));
    if (all.size() > MAX_OBJECTS) {
      lines.add("- and " + (all.size() - MAX_OBJECTS) + " more");
    }
    return lines;
  }

  private static String more(int size, int shown) {
    return size > shown ? "; and " + (size - shown) + " more" : "";
  }

  private static String revisions(List<SourceRevision> revisions) {
    return revisions.stream()
        .map(r -> r.targetRevision() + "@" + shortened(r.commit()))
        .collect(Collectors.joining(", "));
  }

  private static String shortened(String commit) {
    return commit.length() <= SHORT_COMMIT ? commit : commit.substring(0, SHORT_COMMIT);
  }

  private static String trigger(Trigger trigger) {
    String cause = trigger.cause().name().toLowerCase(Locale.ROOT);
    return "trigger "
        + cause
        + (trigger.by() == null ? "" : " by " + Text.line(trigger.by(), MAX_VALUE));
  }

  static String sentence(String text) {
    return Text.line(text, MAX_SENTENCE);
  }
}
