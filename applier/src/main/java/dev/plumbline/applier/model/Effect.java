package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;
import java.time.Duration;
import java.time.Instant;

/** Something to be done once the records of the same transition are stored. */
public sealed interface Effect {

  /** Try a task; the answer goes to {@link SyncMachine#taskEnded}. */
  record Perform(Slot slot, PlanMade plan, ObjectTask task) implements Effect {}

  /** Call {@link SyncMachine#retryDue} after a pause. */
  record RetryLater(Slot slot, Duration pause) implements Effect {}

  /** Call {@link SyncMachine#patienceOver} after a pause. */
  record StopWaitingLater(String planId, Duration pause) implements Effect {}

  /** Call {@link SyncMachine#timeOver} after a pause, instead of when said before. */
  record FailLater(String planId, Instant deadline, Duration pause) implements Effect {}

  /** The plan's record needs not be read again: its effect is stored. */
  record Acknowledge(String planId) implements Effect {}

  /** Take our finalizer off the {@code Application}, so that its deletion completes. */
  record RemoveFinalizer(String applicationUid, TraceParent trace) implements Effect {}
}
