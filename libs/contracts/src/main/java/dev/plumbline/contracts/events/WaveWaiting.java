package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan's step is waited for, told when it is not ready at once and when that changes.
 *
 * @param planId the plan
 * @param wave index of the step, see {@link PlanMade#steps()}
 * @param phase of the step; null of plans of earlier releases
 * @param number the wave's number, as annotations say it; null of plans of earlier releases
 * @param waitsFor some of the objects that are not ready, hooks among them, worst first
 * @param more how many others are not ready either
 */
public record WaveWaiting(
    ApplicationKey application,
    String applicationUid,
    String planId,
    int wave,
    @Nullable SyncPhase phase,
    @Nullable Integer number,
    List<ObjectHealth> waitsFor,
    int more)
    implements ApplicationEvent {
  public WaveWaiting {
    waitsFor = List.copyOf(waitsFor);
  }
}
