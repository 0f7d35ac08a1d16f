package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;

/**
 * State: the plan that the applier has accepted for an application and not finished. Gone (a
 * tombstone) when it ended.
 *
 * @param plan the plan, whole, so that another instance can go on with it
 * @param nextWave index of the wave to write next, from 0
 * @param awaitingSettled whether the wave before still has to be called settled
 * @param counts what was done so far
 */
public record SyncState(
    ApplicationKey application,
    String applicationUid,
    PlanMade plan,
    int nextWave,
    boolean awaitingSettled,
    SyncEvent.Counts counts,
    Instant acceptedAt)
    implements ApplicationEvent {}
