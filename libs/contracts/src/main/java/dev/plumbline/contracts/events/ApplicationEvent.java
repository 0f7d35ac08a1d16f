package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;

/**
 * An event about one application. It carries the {@code Application}'s uid: a service acts on it
 * only while its own view shows that uid, so that nothing meant for a deleted application reaches
 * one that was created again under its name.
 */
public sealed interface ApplicationEvent extends Event
    permits RenderRequested,
        RenderResult,
        Desired,
        PlanMade,
        WaveSettled,
        WaveWaiting,
        HookEnded,
        SyncEvent,
        Inventory,
        SyncState,
        DriftEvent,
        Verdict,
        Command,
        NotificationState {

  /** The application the event is about. */
  ApplicationKey application();

  /** The uid of the {@code Application} resource. */
  String applicationUid();

  @Override
  default String key() {
    return application().toString();
  }
}
