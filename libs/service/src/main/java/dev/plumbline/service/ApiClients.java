package dev.plumbline.service;

import io.fabric8.kubernetes.client.Config;

/** How clients of every API server behave. */
final class ApiClients {

  /** 0.1 and 0.2 s, for a hiccup. */
  private static final int QUICK_RETRIES = 2;

  private ApiClients() {}

  /**
   * Sets what is the same for all.
   *
   * <p>Watches are plain HTTP: they cost one connection each and pass every proxy, and the sandbox
   * knows no WebSockets. The client itself hardly tries again: left alone it would sleep for up to
   * a minute and a half in the middle of a call, holding one of the few places that a cluster has,
   * long after the server has recovered. Whoever calls knows better when to ask again.
   */
  static Config tuned(Config config) {
    config.setOnlyHttpWatches(true);
    config.setRequestRetryBackoffLimit(QUICK_RETRIES);
    return config;
  }
}
