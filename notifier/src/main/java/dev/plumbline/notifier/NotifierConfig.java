package dev.plumbline.notifier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the notifier, under {@code plumbline.notifier.*}. */
@ConfigMapping(prefix = "plumbline.notifier")
public interface NotifierConfig {

  /**
   * Whether messages may go to private and loopback addresses. On, since targets inside the cluster
   * have such; turn it off where people may write providers who must not reach the network that
   * Plumbline runs in. Link-local addresses and redirects are refused either way.
   */
  @WithDefault("true")
  boolean allowPrivateAddresses();

  /** Time for one attempt, from the connection to the end of the answer. */
  @WithDefault("PT15S")
  Duration timeout();

  /** The pause after a message's first failure; it doubles with each further one. */
  @WithDefault("PT1S")
  Duration firstPause();

  /** The longest such pause; a destination may ask for up to twelve times as much. */
  @WithDefault("PT5M")
  Duration longestPause();

  /** How long after its event a message that fails is given up and goes to the dead letters. */
  @WithDefault("PT24H")
  Duration budget();

  /** Attempts under way to one destination at most; chat allows about one a second anyway. */
  @WithDefault("1")
  int attemptsPerDestination();

  /** Attempts that may wait for one destination; more are put off for a second. */
  @WithDefault("10000")
  int queuePerDestination();

  /** How old an event may be and still wait for its {@code Application} to appear to us. */
  @WithDefault("PT5S")
  Duration viewPatience();
}
