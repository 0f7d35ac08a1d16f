package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;

/**
 * The detector sees every object of a plan's wave as the applier reported it, and healthy: the next
 * wave may start.
 *
 * @param planId the plan
 * @param wave index of the settled wave, from 0
 */
public record WaveSettled(
    ApplicationKey application, String applicationUid, String planId, int wave)
    implements ApplicationEvent {}
