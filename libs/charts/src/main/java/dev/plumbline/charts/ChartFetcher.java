package dev.plumbline.charts;

/** Gets charts that a chart depends on. */
@FunctionalInterface
public interface ChartFetcher {

  /**
   * A chart. Whatever is thrown ends the completion as it is.
   *
   * @param version a version, or a range where nothing is locked
   */
  PulledChart fetch(ChartRepositoryUrl repository, String name, String version);
}
