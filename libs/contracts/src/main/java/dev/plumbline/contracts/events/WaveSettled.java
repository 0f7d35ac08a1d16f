package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import org.jspecify.annotations.Nullable;

/**
 * The detector sees every object that was applied in a plan's steps up to this one as the applier
 * reported it, and healthy: the next step may start, as far as they are concerned. Of hooks {@link
 * HookEnded} tells.
 *
 * @param planId the plan
 * @param wave index of the settled step, see {@link PlanMade#steps()}
 * @param phase of the step; null in records of earlier releases
 * @param number the wave's number, as annotations say it; null in records of earlier releases
 */
public record WaveSettled(
    ApplicationKey application,
    String applicationUid,
    String planId,
    int wave,
    @Nullable SyncPhase phase,
    @Nullable Integer number)
    implements ApplicationEvent {}
