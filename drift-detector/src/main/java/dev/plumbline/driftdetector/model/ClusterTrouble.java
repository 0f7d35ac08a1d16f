package dev.plumbline.driftdetector.model;

/**
 * The destination cluster cannot be seen.
 *
 * @param cluster its name
 * @param reason CamelCase, becomes the condition's reason
 * @param message what went wrong, for a person
 */
public record ClusterTrouble(String cluster, String reason, String message) {}
