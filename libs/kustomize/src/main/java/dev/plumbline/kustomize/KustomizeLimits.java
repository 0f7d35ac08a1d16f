package dev.plumbline.kustomize;

import java.time.Duration;

/**
 * What one build may cost. A build that would cost more ends with an error.
 *
 * @param maxBytes of all files together, each as often as it is read
 * @param maxDepth how deep YAML may be nested
 * @param maxNodes how many YAML nodes one file may have when its aliases are replaced
 * @param maxResources how many resources one file, and the whole build, may have
 * @param time how long it may take
 */
public record KustomizeLimits(
    long maxBytes, int maxDepth, int maxNodes, int maxResources, Duration time) {

  public static final KustomizeLimits DEFAULT =
      new KustomizeLimits(200_000_000, 500, 2_000_000, 50_000, Duration.ofMinutes(1));
}
