package dev.plumbline.webhookingest.intake;

import dev.plumbline.contracts.events.RevisionObserved;

/**
 * An event to be written.
 *
 * @param id its CloudEvents id: the same when the provider sends the same delivery again
 */
public record Hint(String id, RevisionObserved event) {}
