package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the API server answered to an apply.
 *
 * @param object the whole object as stored, managed fields included
 * @param created whether it was not there before
 */
public record Applied(ObjectNode object, boolean created) {}
