package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;

/**
 * The detector sees every object that was applied in a plan's steps up to this one as the applier
 * reported it, and healthy: the next step may start, as far as they are concerned. Of hooks {@link
 * HookEnded} tells.
 *
 * @param planId the plan
 * @param wave index of the settled step, see {@link PlanMade#steps()}
 */
public record WaveSettled(
    ApplicationKey application, String applicationUid, String planId, int wave)
    implements ApplicationEvent {}
