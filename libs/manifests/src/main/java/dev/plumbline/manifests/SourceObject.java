package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A mapping that a renderer takes for a manifest; nothing of it is checked yet.
 *
 * @param place where to send whoever must mend it
 */
public record SourceObject(ObjectNode manifest, Place place) {}
