package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;

/**
 * The detector saw a hook come to its end. It may be told more than once.
 *
 * @param planId the plan that runs it
 * @param step index of its step, as in {@link Inventory.Entry#step()}
 * @param hookUid uid of the object
 * @param message what the object says of its end; may be empty
 */
public record HookEnded(
    ApplicationKey application,
    String applicationUid,
    String planId,
    int step,
    ObjectRef ref,
    String hookUid,
    boolean succeeded,
    String message)
    implements ApplicationEvent {}
