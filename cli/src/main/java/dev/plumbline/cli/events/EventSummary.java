package dev.plumbline.cli.events;

import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.RenderRequested;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An event in a few words, for people. */
public final class EventSummary {

  private static final int SHORT_COMMIT = 8;
  private static final int LISTED = 3;

  private static final Map<Class<? extends Event>, Function<Event, String>> BY_TYPE = table();

  private EventSummary() {}

  /** A few words on an event, without a trailing period; never a value of a Secret. */
  public static String of(Event event) {
    return BY_TYPE.getOrDefault(event.getClass(), e -> "").apply(event);
  }

  /** The first commit of several, shortened, or a dash. */
  public static String commit(List<SourceRevision> revisions) {
    return revisions.isEmpty() ? "-" : shorten(revisions.get(0).commit());
  }

  /** A commit shortened for people, or a dash. */
  public static String shorten(@Nullable String commit) {
    if (commit == null || commit.isEmpty()) {
      return "-";
    }
    return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
  }

  private static Map<Class<? extends Event>, Function<Event, String>> table() {
    Table table = new Table();
    table.put(RevisionObserved.class, EventSummary::revision);
    table.put(RefSeen.class, e -> e.ref() + " at " + shorten(e.commit()));
    table.put(
        RenderRequested.class, e -> commit(e.sources()) + " by " + lower(e.trigger().cause()));
    table.put(
        RenderResult.Succeeded.class,
        e -> "rendered %s in %d ms".formatted(count(e.objects(), "object"), e.durationMillis()));
    table.put(RenderResult.Unchanged.class, e -> "nothing it reads has changed");
    table.put(
        RenderResult.Failed.class, e -> "render failed, %s: %s".formatted(e.reason(), e.message()));
    table.put(
        Desired.class,
        e -> "sequence %d, %s".formatted(e.sequence(), count(e.manifests().size(), "object")));
    table.put(PlanMade.class, SyncWords::plan);
    table.put(WaveSettled.class, SyncWords::settled);
    table.put(WaveWaiting.class, SyncWords::waiting);
    table.put(HookEnded.class, SyncWords::hookEnded);
    table.put(SyncEvent.Started.class, SyncWords::started);
    table.put(SyncEvent.Progressed.class, SyncWords::progressed);
    table.put(SyncEvent.Succeeded.class, SyncWords::succeeded);
    table.put(SyncEvent.Failed.class, SyncWords::failed);
    table.put(SyncEvent.Superseded.class, e -> "sync superseded: " + e.cause());
    table.put(
        Inventory.class,
        e ->
            "sequence %d, %s, %s"
                .formatted(e.sequence(), lower(e.phase()), count(e.objects().size(), "object")));
    table.put(
        SyncState.class,
        e -> "plan %s, step %d next".formatted(e.plan().planId(), e.nextWave() + 1));
    table.put(DriftEvent.Detected.class, EventSummary::drift);
    table.put(
        DriftEvent.Cleared.class, e -> "no drift any more, after %d ms".formatted(e.openMillis()));
    table.put(
        DriftEvent.ConvergenceReached.class,
        e ->
            "converged %d ms after the %s"
                .formatted(e.sinceTriggerMillis(), cause(e.trigger().cause())));
    table.put(
        DriftEvent.ConvergenceLost.class,
        e -> "not converged, %s: %s".formatted(e.health(), e.message()));
    table.put(
        DriftEvent.DependencyWaiting.class, e -> "%s (%s)".formatted(e.message(), e.reason()));
    table.put(
        DriftEvent.DependencyCleared.class,
        e -> "waits for no application any more, after %d ms".formatted(e.waitedMillis()));
    table.put(DriftEvent.ConfirmationRequired.class, SyncWords::confirmation);
    table.put(
        Verdict.class,
        e ->
            "%s, %s%s"
                .formatted(e.sync(), e.health(), e.message().isEmpty() ? "" : ": " + e.message()));
    table.put(Command.Refresh.class, e -> "refresh asked by " + e.by());
    table.put(Command.Sync.class, e -> "sync asked by " + e.by());
    table.put(Command.Confirm.class, e -> "deletion confirmed by " + e.by());
    table.put(
        NotificationState.class,
        e ->
            "%s open, %s to send"
                .formatted(
                    count(e.incidents().size(), "incident"), count(e.outbox().size(), "message")));
    return Map.copyOf(table.entries);
  }

  private static String revision(RevisionObserved event) {
    String by = event.trigger().by();
    return "%s at %s by %s%s"
        .formatted(
            event.ref(),
            shorten(event.revision()),
            lower(event.trigger().cause()),
            by == null ? "" : " of " + by);
  }

  private static String cause(Trigger.Cause cause) {
    return cause == Trigger.Cause.APPLICATION ? "change of the application" : lower(cause);
  }

  private static String drift(DriftEvent.Detected event) {
    String objects = list(event.objects().stream().map(EventSummary::object).toList());
    return "drift: %s; %s"
        .formatted(objects, event.willHeal() ? "will be healed" : "left alone, " + event.whyNot());
  }

  private static String object(ObjectDrift drift) {
    String what =
        switch (drift.kind()) {
          case MISSING -> " is missing";
          case NOT_PRUNED -> " is no longer in Git";
          case EXTRA -> " is not in Git";
          case CHANGED ->
              " differs at "
                  + list(drift.paths().stream().map(ObjectDrift.PathDrift::path).toList());
        };
    return drift.ref() + what + (drift.manager() == null ? "" : " (by " + drift.manager() + ")");
  }

  private static String list(List<String> all) {
    String text = all.stream().limit(LISTED).collect(Collectors.joining(", "));
    return all.size() <= LISTED ? text : text + " and " + (all.size() - LISTED) + " more";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Keeps each function beside its own type. */
  private static final class Table {
    private final Map<Class<? extends Event>, Function<Event, String>> entries =
        new LinkedHashMap<>();

    <E extends Event> void put(Class<E> type, Function<E, String> summary) {
      entries.put(type, event -> summary.apply(type.cast(event)));
    }
  }
}
