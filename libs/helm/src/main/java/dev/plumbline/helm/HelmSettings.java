package dev.plumbline.helm;

import dev.plumbline.helm.chart.ChartLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What Helm may take.
 *
 * @param directory where the native library is unpacked and children work; it must allow programs
 * @param children how many charts are rendered at a time
 * @param timeout how long one may take
 * @param memoryMib how much memory one may take
 */
public record HelmSettings(
    Path directory, int children, Duration timeout, int memoryMib, ChartLimits limits) {

  /** Two at a time, a minute and 640 MiB for each. */
  public static HelmSettings of(Path directory) {
    return new HelmSettings(directory, 2, Duration.ofMinutes(1), 640, ChartLimits.DEFAULT);
  }

  public HelmSettings withChildren(int number) {
    return new HelmSettings(directory, number, timeout, memoryMib, limits);
  }

  public HelmSettings withTimeout(Duration longest) {
    return new HelmSettings(directory, children, longest, memoryMib, limits);
  }

  public HelmSettings withMemory(int mib) {
    return new HelmSettings(directory, children, timeout, mib, limits);
  }
}
