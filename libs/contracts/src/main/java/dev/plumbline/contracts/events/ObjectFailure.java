package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ObjectRef;

/**
 * Why an object could not be applied or deleted.
 *
 * @param reason CamelCase, the API server's own where it gave one, such as {@code Forbidden}
 * @param message one sentence for a person; holds no values of a Secret
 * @param retriable whether trying again unchanged may help
 */
public record ObjectFailure(ObjectRef ref, String reason, String message, boolean retriable) {}
