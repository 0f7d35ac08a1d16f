package dev.plumbline.gitpoller.poll;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.git.RepositoryUrl;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a target is looked at. */
public sealed interface Poll {

  /** Between two looks, before jitter. */
  Duration interval();

  /** The same for one application more. */
  Poll and(Poll other);

  /**
   * A repository of Git.
   *
   * @param url one of the URLs that its applications give
   */
  record Git(RepositoryUrl url, Duration interval) implements Poll {
    @Override
    public Poll and(Poll other) {
      return new Git(url, shorter(interval, other.interval()));
    }
  }

  /**
   * Charts of one repository.
   *
   * @param url one of the URLs that its applications give
   * @param ranges in which the newest version counts, by chart
   */
  record Charts(
      ChartRepositoryUrl url, SortedMap<String, SortedSet<String>> ranges, Duration interval)
      implements Poll {

    public Charts {
      ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
    }

    /** One range of one chart. */
    static Charts of(ChartRepositoryUrl url, String chart, String range, Duration interval) {
      SortedSet<String> ranges = new TreeSet<>();
      ranges.add(range);
      SortedMap<String, SortedSet<String>> charts = new TreeMap<>();
      charts.put(chart, ranges);
      return new Charts(url, charts, interval);
    }

    @Override
    public Poll and(Poll other) {
      SortedMap<String, SortedSet<String>> all = new TreeMap<>();
      ranges.forEach((chart, texts) -> all.put(chart, new TreeSet<>(texts)));
      if (other instanceof Charts more) {
        more.ranges.forEach(
            (chart, texts) -> all.computeIfAbsent(chart, added -> new TreeSet<>()).addAll(texts));
      }
      return new Charts(url, all, shorter(interval, other.interval()));
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
