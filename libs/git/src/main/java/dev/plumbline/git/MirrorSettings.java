package dev.plumbline.git;

import java.time.Duration;

/**
 * What mirrors may cost.
 *
 * @param maxBytesPerRepository most bytes on disk of one repository; a bigger one is not mirrored
 * @param maxTotalBytes bytes on disk of all; beyond it, mirrors that are not in use go, the one
 *     that was used longest ago first
 * @param timeout for each conversation with a server: listing refs, fetching
 * @param limits for reading files from commits
 */
public record MirrorSettings(
    long maxBytesPerRepository, long maxTotalBytes, Duration timeout, TreeLimits limits) {

  /** 2 GiB a repository, 10 GiB together, two minutes. */
  public static final MirrorSettings DEFAULT =
      new MirrorSettings(2L << 30, 10L << 30, Duration.ofMinutes(2), TreeLimits.DEFAULT);

  public MirrorSettings {
    if (maxBytesPerRepository < 1 || maxTotalBytes < 1) {
      throw new IllegalArgumentException(
          "maxBytesPerRepository and maxTotalBytes must be at least 1");
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("timeout must be at least a second");
    }
  }

  public MirrorSettings(long maxBytesPerRepository, long maxTotalBytes, Duration timeout) {
    this(maxBytesPerRepository, maxTotalBytes, timeout, TreeLimits.DEFAULT);
  }
}
