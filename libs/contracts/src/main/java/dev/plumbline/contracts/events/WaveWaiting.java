package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
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
 * @param gone objects that the plan had written and that somebody deleted or made anew since: they
 *     are to be put back; null for none, and of plans of earlier releases
 */
public record WaveWaiting(
    ApplicationKey application,
    String applicationUid,
    String planId,
    int wave,
    @Nullable SyncPhase phase,
    @Nullable Integer number,
    List<ObjectHealth> waitsFor,
    int more,
    @Nullable List<Gone> gone)
    implements ApplicationEvent {
  public WaveWaiting {
    waitsFor = List.copyOf(waitsFor);
    gone = gone == null || gone.isEmpty() ? null : List.copyOf(gone);
  }

  /**
   * An object that is not there any more.
   *
   * @param uid of the one that the plan had written
   */
  public record Gone(ObjectRef ref, String uid) {}

  /** Those that are to be put back; empty for none. */
  public List<Gone> allGone() {
    return gone == null ? List.of() : gone;
  }
}
