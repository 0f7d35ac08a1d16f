package dev.plumbline.gitpoller.poll;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.charts.ChartVersions;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Durations;
import dev.plumbline.git.RepositoryUrl;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers applications into targets. */
public final class Polls {

  private final Intervals intervals;
  private final Map<Target, Poll> polls = new LinkedHashMap<>();

  private Polls(Intervals intervals) {
    this.intervals = intervals;
  }

  /**
   * What is to be polled for these applications. An application whose URL is not one is left to the
   * renderer, which tells its owner. A chart in a fixed version is not polled: it does not move.
   */
  public static Map<Target, Poll> of(Collection<Application> applications, Intervals intervals) {
    Polls gathered = new Polls(intervals);
    List<Application> sorted =
        applications.stream()
            .filter(application -> !application.deleting())
            .sorted((a, b) -> a.key().compareTo(b.key()))
            .toList();
    for (Application application : sorted) {
      for (Application.Source source : application.spec().allSources()) {
        try {
          gathered.add(application, source);
        } catch (IllegalArgumentException e) {
          continue; // it is not to be polled as long as it is wrong
        }
      }
    }
    return gathered.polls;
  }

  private void add(Application application, Application.Source source) {
    String chart = source.chart();
    if (chart == null || !source.isChart()) {
      RepositoryUrl url = RepositoryUrl.parse(source.repoURL());
      Target.Way way = url.transport().startsWith("http") ? Target.Way.HTTP : Target.Way.SSH;
      Duration interval = interval(application, intervals.refs());
      add(target(application, source, url.id(), way, ""), new Poll.Git(url, interval));
      return;
    }
    String range = range(source.targetRevision());
    ChartVersions.check(range);
    if (ChartVersions.moves(range) && chart.chars().noneMatch(Character::isWhitespace)) {
      ChartRepositoryUrl url = ChartRepositoryUrl.parse(source.repoURL());
      Target target =
          url.isOci()
              ? target(application, source, url.id(), Target.Way.CHART_TAGS, chart)
              : target(application, source, url.id(), Target.Way.CHART_INDEX, "");
      Duration interval = interval(application, intervals.charts());
      add(target, Poll.Charts.of(url, chart, range, interval));
    }
  }

  private void add(Target target, Poll poll) {
    polls.merge(target, poll, Poll::and);
  }

  private static String range(@Nullable String targetRevision) {
    String range = targetRevision == null ? "" : targetRevision.strip();
    return range.isEmpty() || range.equals("HEAD") ? "*" : range;
  }

  private static Target target(
      Application application,
      Application.Source source,
      String repository,
      Target.Way way,
      String chart) {
    String secret = source.credentialsSecret();
    boolean none = secret == null || secret.isEmpty();
    return new Target(
        repository,
        way,
        chart,
        none ? null : application.metadata().namespace(),
        none ? null : secret);
  }

  private Duration interval(Application application, Duration usual) {
    String asked = application.spec().interval();
    if (asked == null) {
      return usual;
    }
    try {
      Duration wanted = Durations.parse(asked);
      Duration shortest = intervals.shortest();
      Duration permitted = wanted.compareTo(shortest) < 0 ? shortest : wanted;
      return usual.compareTo(permitted) <= 0 ? usual : permitted;
    } catch (IllegalArgumentException e) {
      return usual;
    }
  }
}
