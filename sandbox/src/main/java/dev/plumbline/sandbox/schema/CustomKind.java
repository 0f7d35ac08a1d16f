package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a CustomResourceDefinition says about one of its versions.
 *
 * @param schema its {@code openAPIV3Schema}; an empty object when it has none
 * @param columns its {@code additionalPrinterColumns}; an empty array when it has none
 * @param scale its {@code subresources.scale}; missing when it has none
 * @param storageVersion the version in which objects are kept
 */
public record CustomKind(
    StructuralSchema schema, JsonNode columns, JsonNode scale, String storageVersion) {}
