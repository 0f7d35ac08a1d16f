package dev.plumbline.charts;

import java.util.Map;

/** Charts in the same repository of Git. */
@FunctionalInterface
public interface LocalCharts {

  /**
   * The files of the chart in a folder, by their path below it. Whatever is thrown ends the
   * completion as it is.
   *
   * @param folder from the root of the repository
   */
  Map<String, byte[]> read(String folder);
}
