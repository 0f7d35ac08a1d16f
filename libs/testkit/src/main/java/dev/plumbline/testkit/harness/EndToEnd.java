package dev.plumbline.testkit.harness;

import java.util.Map;

/** One {@link Installation} for all end-to-end tests of a JVM. */
public final class EndToEnd extends SharedPremises<Installation> {

  /** Polling hardly ever, so that what a webhook brings is not brought by a poll. */
  private static final Map<String, String> SETTINGS = Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "1h");

  public EndToEnd() {
    super(Installation.class);
  }

  @Override
  protected Installation start() {
    return Installation.start("shared", SETTINGS);
  }
}
