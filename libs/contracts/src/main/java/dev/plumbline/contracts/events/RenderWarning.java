package dev.plumbline.contracts.events;

/**
 * What the owner of an application should know of a render that succeeded.
 *
 * @param reason CamelCase, such as {@code NotDeterministic}
 * @param message what is so, and what to do
 */
public record RenderWarning(String reason, String message) {}
