package dev.plumbline.helm;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One manifest.
 *
 * @param source which file of the chart it came from, as {@code chart/templates/x.yaml}
 * @param text as Helm printed it
 */
public record HelmObject(ObjectNode manifest, String source, String text) {}
