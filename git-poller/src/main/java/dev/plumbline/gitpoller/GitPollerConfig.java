package dev.plumbline.gitpoller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of git-poller. */
@ConfigMapping(prefix = "plumbline.git-poller")
public interface GitPollerConfig {

  /**
   * How often a repository is looked at, a tenth of it more or less. An application with a shorter
   * {@code spec.interval} makes its repository be looked at as often as that.
   */
  @WithDefault("60s")
  Duration interval();

  /**
   * How often a chart repository is asked for the versions of its charts, a tenth of it more or
   * less, where an application follows a range of versions. A shorter {@code spec.interval} counts.
   */
  @WithDefault("5m")
  Duration chartInterval();

  /** How long one question to a chart repository may take; indexes can have many megabytes. */
  @WithDefault("60s")
  Duration chartTimeout();

  /** The shortest interval that an application's {@code spec.interval} can bring about. */
  @WithDefault("1s")
  Duration shortestInterval();

  /** How long one look may take, after which the repository counts as unreachable. */
  @WithDefault("20s")
  Duration timeout();

  /** Delay after a first failure; it doubles with each further one. */
  @WithDefault("5s")
  Duration firstRetry();

  /** The longest delay after failures, so that a repository which is back is found by then. */
  @WithDefault("5m")
  Duration longestRetry();

  /** Looks under way at the same time on one Git host: few, for hosts limit their callers. */
  @WithDefault("4")
  int perHost();

  /** How long a leader that fell silent keeps the others waiting. */
  @WithDefault("15s")
  Duration leaseDuration();

  /** How often it is asked whether Kafka is there, so that its return is noticed. */
  @WithDefault("5s")
  Duration brokerCheck();
}
