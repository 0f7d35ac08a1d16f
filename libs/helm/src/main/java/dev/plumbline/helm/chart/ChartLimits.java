package dev.plumbline.helm.chart;

import dev.plumbline.helm.HelmException;

/**
 * What a chart may cost, its subcharts included.
 *
 * @param maxFiles most files
 * @param maxFileBytes most bytes of one file, as Helm has it
 * @param maxBytes most bytes of all files together
 * @param maxRatio how many times larger than the archive its content may be, beyond the first MiB
 * @param maxSubcharts how deep charts may be inside of charts
 */
public record ChartLimits(
    int maxFiles, int maxFileBytes, long maxBytes, int maxRatio, int maxSubcharts) {

  private static final int MIB = 1 << 20;

  /** 10,000 files of 5 MiB and 48 MiB together, 200 times the archive, 10 charts deep. */
  public static final ChartLimits DEFAULT = new ChartLimits(10_000, 5 * MIB, 48L * MIB, 200, 10);

  /**
   * Checks one more file.
   *
   * @param path of the file
   * @param size of the file in bytes
   * @param files that there are without it
   * @param bytes of all files with it
   * @param what has the files, for the message
   * @throws HelmException {@code TOO_LARGE}
   */
  void check(String path, int size, int files, long bytes, String what) {
    if (files >= maxFiles || bytes > maxBytes) {
      throw HelmException.tooLarge(
          "", "%s has more than %d files or %d bytes".formatted(what, maxFiles, maxBytes));
    }
    if (size > maxFileBytes) {
      throw HelmException.tooLarge(
          path, "it has %d bytes, more than the %d allowed".formatted(size, maxFileBytes));
    }
  }
}
