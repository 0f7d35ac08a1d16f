package dev.plumbline.manifests.schema;

/**
 * A field that the manifest's kind does not have.
 *
 * @param path such as {@code spec.template.spec.containers[0].imagePullPolcy}
 * @param message what is wrong and what may be meant; never a value
 */
public record UnknownField(String path, String message) {}
