package dev.plumbline.charts;

import java.time.Duration;

/**
 * What charts may cost.
 *
 * @param timeout for one request with its redirects and all of its answer
 * @param maxIndexBytes of one repository's index, unpacked
 * @param maxArchiveBytes of one packed chart
 * @param maxRememberedBytes of what is remembered of all repositories' versions
 * @param maxStoreBytes of all charts on disk
 */
public record ChartSettings(
    Duration timeout,
    long maxIndexBytes,
    int maxArchiveBytes,
    long maxRememberedBytes,
    long maxStoreBytes) {

  private static final int MIB = 1024 * 1024;

  /** 60 s; 64 MiB an index, 20 MiB a chart, 64 MiB remembered, 1 GiB on disk. */
  public static final ChartSettings DEFAULT =
      new ChartSettings(Duration.ofSeconds(60), 64L * MIB, 20 * MIB, 64L * MIB, 1024L * MIB);

  public ChartSettings {
    if (timeout.isNegative()
        || timeout.isZero()
        || Math.min(maxIndexBytes, Math.min(maxArchiveBytes, maxStoreBytes)) < 1) {
      throw new IllegalArgumentException("timeout and limits must be positive");
    }
  }
}
