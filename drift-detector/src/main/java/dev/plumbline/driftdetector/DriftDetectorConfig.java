package dev.plumbline.driftdetector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the drift-detector, under {@code plumbline.drift-detector.*}. */
@ConfigMapping(prefix = "plumbline.drift-detector")
public interface DriftDetectorConfig {

  /** Reads under way to one cluster at most: a black hole keeps no more threads than these. */
  @WithDefault("8")
  int readsPerCluster();

  /** Reads that may wait for one cluster; more are tried again a little later. */
  @WithDefault("10000")
  int queuePerCluster();

  /**
   * Objects thought to be in order whose apply is tried each minute, to count what ownership
   * misses; 0 for none. It takes the right to patch, though nothing is ever changed.
   */
  @WithDefault("12")
  int dryRunsPerMinute();

  /** When a person has to say so before objects are pruned. */
  PruneGuards prune();

  /** Settings under {@code plumbline.drift-detector.prune.*}. */
  interface PruneGuards {
    /** Share of an application's objects: when more are to be pruned at once. */
    @WithDefault("50%")
    String confirmAbove();

    /** Fewer objects than these are never too many. */
    @WithDefault("5")
    int confirmFrom();
  }

  /** What watches told, held against the clusters. */
  Audit audit();

  /** Settings under {@code plumbline.drift-detector.audit.*}. */
  interface Audit {
    /** How often each kind is; {@code 0} for never. */
    @WithDefault("10m")
    Duration interval();
  }
}
