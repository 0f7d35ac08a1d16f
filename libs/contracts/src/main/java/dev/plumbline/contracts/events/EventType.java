package dev.plumbline.contracts.events;

import dev.plumbline.contracts.Topic;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every event type: its CloudEvents name, its topic and its record. */
public enum EventType {
  REVISION_OBSERVED("revision.observed", Topic.REVISIONS, RevisionObserved.class),
  RENDER_REQUESTED("render.requested", Topic.RENDERS, RenderRequested.class),
  RENDER_SUCCEEDED("render.succeeded", Topic.RENDER_RESULTS, RenderResult.Succeeded.class),
  RENDER_UNCHANGED("render.unchanged", Topic.RENDER_RESULTS, RenderResult.Unchanged.class),
  RENDER_FAILED("render.failed", Topic.RENDER_RESULTS, RenderResult.Failed.class),
  PLAN_MADE("plan.made", Topic.PLANS, PlanMade.class),
  WAVE_SETTLED("wave.settled", Topic.PLANS, WaveSettled.class),
  WAVE_WAITING("wave.waiting", Topic.PLANS, WaveWaiting.class),
  HOOK_ENDED("hook.ended", Topic.PLANS, HookEnded.class),
  SYNC_STARTED("sync.started", Topic.SYNC, SyncEvent.Started.class),
  SYNC_PROGRESSED("sync.progressed", Topic.SYNC, SyncEvent.Progressed.class),
  SYNC_SUCCEEDED("sync.succeeded", Topic.SYNC, SyncEvent.Succeeded.class),
  SYNC_FAILED("sync.failed", Topic.SYNC, SyncEvent.Failed.class),
  SYNC_SUPERSEDED("sync.superseded", Topic.SYNC, SyncEvent.Superseded.class),
  DRIFT_DETECTED("drift.detected", Topic.DRIFT, DriftEvent.Detected.class),
  DRIFT_CLEARED("drift.cleared", Topic.DRIFT, DriftEvent.Cleared.class),
  CONVERGENCE_REACHED("convergence.reached", Topic.DRIFT, DriftEvent.ConvergenceReached.class),
  CONVERGENCE_LOST("convergence.lost", Topic.DRIFT, DriftEvent.ConvergenceLost.class),
  CONFIRMATION_REQUIRED(
      "confirmation.required", Topic.DRIFT, DriftEvent.ConfirmationRequired.class),
  DEPENDENCY_WAITING("dependency.waiting", Topic.DRIFT, DriftEvent.DependencyWaiting.class),
  DEPENDENCY_CLEARED("dependency.cleared", Topic.DRIFT, DriftEvent.DependencyCleared.class),
  COMMAND_REFRESH("command.refresh", Topic.COMMANDS, Command.Refresh.class),
  COMMAND_SYNC("command.sync", Topic.COMMANDS, Command.Sync.class),
  COMMAND_CONFIRM("command.confirm", Topic.COMMANDS, Command.Confirm.class),
  DESIRED("desired", Topic.DESIRED, Desired.class),
  INVENTORY("inventory", Topic.INVENTORY, Inventory.class),
  SYNCS("syncs", Topic.SYNCS, SyncState.class),
  VERDICT("verdict", Topic.VERDICTS, Verdict.class),
  REF_SEEN("ref", Topic.REFS, RefSeen.class),
  NOTIFICATIONS("notifications", Topic.NOTIFICATIONS, NotificationState.class);

  /** What every type's CloudEvents name begins with. */
  public static final String PREFIX = "dev.plumbline.";

  private static final Map<String, EventType> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(EventType::typeName, Function.identity()));
  private static final Map<Class<?>, EventType> BY_RECORD =
      Arrays.stream(values()).collect(Collectors.toMap(t -> t.recordType, Function.identity()));

  private final String shortName;
  private final Topic topic;
  private final Class<? extends Event> recordType;

  EventType(String shortName, Topic topic, Class<? extends Event> recordType) {
    this.shortName = shortName;
    this.topic = topic;
    this.recordType = recordType;
  }

  /** The CloudEvents type, such as {@code dev.plumbline.plan.made}. */
  public String typeName() {
    return PREFIX + shortName;
  }

  /** The name without the prefix, such as {@code plan.made}. */
  public String shortName() {
    return shortName;
  }

  /** The topic it travels on. */
  public Topic topic() {
    return topic;
  }

  /** The record that holds its data. */
  public Class<? extends Event> recordType() {
    return recordType;
  }

  /** The type of that CloudEvents name; empty for one we do not know. */
  public static Optional<EventType> named(String typeName) {
    return Optional.ofNullable(BY_NAME.get(typeName));
  }

  /** The type of an event. */
  public static EventType of(Event event) {
    EventType type = BY_RECORD.get(event.getClass());
    if (type == null) {
      throw new IllegalStateException("no event type for " + event.getClass());
    }
    return type;
  }
}
