package dev.plumbline.driftdetector.model;

/**
 * Why no plan can be made, whatever is asked for.
 *
 * @param reason CamelCase, becomes the condition's reason
 * @param message for a person, with what to do
 */
public record Obstacle(String reason, String message) {}
