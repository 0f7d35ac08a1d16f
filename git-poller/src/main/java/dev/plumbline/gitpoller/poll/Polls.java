package dev.plumbline.gitpoller.poll;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Durations;
import dev.plumbline.git.RepositoryUrl;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers applications into targets. */
public final class Polls {

  private Polls() {}

  /**
   * What is to be polled for these applications. An application whose URL is not one is left to the
   * renderer, which tells its owner.
   *
   * @param interval between two looks, unless an application asks for a shorter one by {@code
   *     spec.interval}
   * @param shortest what an application can ask for at most
   */
  public static Map<Target, Poll> of(
      Collection<Application> applications, Duration interval, Duration shortest) {
    Map<Target, Poll> polls = new LinkedHashMap<>();
    List<Application> sorted =
        applications.stream()
            .filter(application -> !application.deleting())
            .sorted((a, b) -> a.key().compareTo(b.key()))
            .toList();
    for (Application application : sorted) {
      Duration wanted = interval(application, interval, shortest);
      for (Application.Source source : application.spec().allSources()) {
        url(source)
            .ifPresent(
                url ->
                    polls.merge(
                        target(application, source, url),
                        new Poll(url, wanted),
                        (first, next) ->
                            new Poll(first.url(), min(first.interval(), next.interval()))));
      }
    }
    return polls;
  }

  private static Target target(
      Application application, Application.Source source, RepositoryUrl url) {
    String secret = source.credentialsSecret();
    boolean none = secret == null || secret.isEmpty();
    return new Target(
        url.id(),
        url.transport().startsWith("http"),
        none ? null : application.metadata().namespace(),
        none ? null : secret);
  }

  private static Optional<RepositoryUrl> url(Application.Source source) {
    if (source.isChart()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RepositoryUrl.parse(source.repoURL()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Duration interval(Application application, Duration usual, Duration shortest) {
    String asked = application.spec().interval();
    if (asked == null) {
      return usual;
    }
    try {
      Duration wanted = Durations.parse(asked);
      return min(usual, wanted.compareTo(shortest) < 0 ? shortest : wanted);
    } catch (IllegalArgumentException e) {
      return usual;
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
