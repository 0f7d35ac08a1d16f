package dev.plumbline.notifier.delivery;

import dev.plumbline.notifier.model.Outcome;

/**
 * What became of a message at a destination.
 *
 * @param destinationType such as {@code slack}; {@code unknown} when there is no such provider
 */
public record Delivery(String destinationType, Outcome outcome) {}
