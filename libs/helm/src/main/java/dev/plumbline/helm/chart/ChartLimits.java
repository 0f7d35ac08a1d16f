package dev.plumbline.helm.chart;

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
}
