package dev.plumbline.kustomize.resource;

/**
 * Which resources something applies to. Whether the parts of the id are texts or patterns is up to
 * who uses it.
 */
public record Selector(ResId id, String annotationSelector, String labelSelector) {}
