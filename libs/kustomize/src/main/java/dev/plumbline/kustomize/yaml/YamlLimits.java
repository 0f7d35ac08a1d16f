package dev.plumbline.kustomize.yaml;

/**
 * What reading one text may cost.
 *
 * @param maxDepth how deep nodes may be nested
 * @param maxNodes how many nodes there may be when every alias is replaced by what it stands for
 */
public record YamlLimits(int maxDepth, int maxNodes) {}
