package dev.plumbline.service;

import dev.plumbline.cluster.ApiClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** How the services' clients of every API server behave. */
final class ServiceClients {

  /** 0.1 and 0.2 s, for a hiccup. */
  private static final int QUICK_RETRIES = 2;

  private ServiceClients() {}

  /**
   * A builder of such a client.
   *
   * <p>The client itself hardly tries again: left alone it would sleep for up to a minute and a
   * half in the middle of a call, holding one of the few places that a cluster has, long after the
   * server has recovered. Whoever calls knows better when to ask again.
   */
  static KubernetesClientBuilder builder(Config config) {
    config.setRequestRetryBackoffLimit(QUICK_RETRIES);
    return ApiClients.builder(config);
  }
}
