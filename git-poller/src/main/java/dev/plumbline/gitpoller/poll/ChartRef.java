package dev.plumbline.gitpoller.poll;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A range of versions of a chart, remembered as a ref of its repository; its place is the newest
 * version in it. No ref of Git has a space in its name.
 *
 * @param chart name of the chart
 * @param range of versions; {@code *} for any release
 */
public record ChartRef(String chart, String range) {

  private static final char BETWEEN = ' ';

  /** The chart that a remembered ref is of; empty for a ref of Git. */
  public static Optional<ChartRef> of(String ref) {
    int at = ref.indexOf(BETWEEN);
    return at < 0
        ? Optional.empty()
        : Optional.of(new ChartRef(ref.substring(0, at), ref.substring(at + 1)));
  }

  /** Chooses of all versions of a chart the one that an application would get. */
  @FunctionalInterface
  public interface Choice {
    /** The version; empty when none is in the range. */
    Optional<String> choose(String range, Collection<String> versions);
  }

  /**
   * Places of charts.
   *
   * @param ranges by chart
   * @param versions by chart; none of a chart that is not there
   */
  public static SortedMap<String, String> places(
      Map<String, SortedSet<String>> ranges,
      Map<String, ? extends Collection<String>> versions,
      Choice choice) {
    SortedMap<String, String> places = new TreeMap<>();
    versions.forEach(
        (chart, all) ->
            ranges
                .getOrDefault(chart, new java.util.TreeSet<>())
                .forEach(
                    range ->
                        choice
                            .choose(range, all)
                            .ifPresent(
                                version ->
                                    places.put(new ChartRef(chart, range).name(), version))));
    return places;
  }

  /** What it is remembered as. */
  public String name() {
    return chart + BETWEEN + range;
  }
}
