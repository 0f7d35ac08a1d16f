package dev.plumbline.gitpoller;

import dev.plumbline.charts.ChartAccess;
import dev.plumbline.charts.ChartException;
import dev.plumbline.charts.ChartRepositories;
import dev.plumbline.charts.ChartVersions;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.gitpoller.poll.ChartRef;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Target;
import dev.plumbline.stream.Bulkheads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks chart repositories and registries over the network, on the bulkhead of their host. */
final class ChartLook {

  private static final String OPERATION = "chart-versions";

  private final Bulkheads hosts;
  private final ChartRepositories repositories;
  private final SecretReader secrets;
  private final PollMetrics metrics;
  private final Clock clock;

  ChartLook(
      Bulkheads hosts,
      ChartRepositories repositories,
      SecretReader secrets,
      PollMetrics metrics,
      Clock clock) {
    this.hosts = hosts;
    this.repositories = repositories;
    this.secrets = secrets;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The newest version in each range; fails with a {@link ChartException} that says why not. */
  CompletionStage<SortedMap<String, String>> look(Target target, Poll.Charts poll) {
    return hosts.call(poll.url().host(), () -> ask(target, poll));
  }

  private SortedMap<String, String> ask(Target target, Poll.Charts poll) {
    ChartAccess access = access(target, poll);
    Instant now = clock.instant();
    long start = System.nanoTime();
    String outcome = "ok";
    try {
      return ChartRef.places(poll.ranges(), versions(poll, access, now), ChartVersions::choose);
    } catch (ChartException e) {
      outcome = e.reason().label();
      throw e;
    } finally {
      metrics.request(
          poll.url().host(), OPERATION, outcome, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** One chart that is not there must not keep the others from being looked at. */
  private Map<String, List<String>> versions(Poll.Charts poll, ChartAccess access, Instant now) {
    Map<String, List<String>> versions = new HashMap<>();
    @Nullable ChartException absent = null;
    for (String chart : poll.ranges().keySet()) {
      try {
        versions.put(chart, repositories.versions(poll.url(), chart, access, now));
      } catch (ChartException e) {
        if (e.reason() != ChartException.Reason.NOT_FOUND) {
          throw e;
        }
        absent = e;
      }
    }
    if (versions.isEmpty() && absent != null) {
      throw absent;
    }
    return versions;
  }

  private ChartAccess access(Target target, Poll.Charts poll) {
    String namespace = target.secretNamespace();
    String name = target.secretName();
    if (namespace == null || name == null) {
      return ChartAccess.NONE;
    }
    String secret = "the Secret " + namespace + "/" + name;
    try {
      Map<String, String> data =
          secrets.read(namespace, name).orElseThrow(() -> unauthorized(secret + " does not exist"));
      return ChartAccess.fromSecret(data, poll.url());
    } catch (ClusterException e) {
      throw unauthorized(secret + " cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw unauthorized(secret + " is of no use: " + e.getMessage());
    }
  }

  private static ChartException unauthorized(String why) {
    return new ChartException(ChartException.Reason.UNAUTHORIZED, why);
  }
}
