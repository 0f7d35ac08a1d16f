package dev.plumbline.cli.up;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;

/** Where the manifests of an {@code up} come from. */
sealed interface Source extends AutoCloseable permits SampleSource, NamedSource {

  /** What a person clones, with a token where one is needed to push. */
  String cloneUrl();

  /**
   * Where webhooks about it go, once the services are ready.
   *
   * @param http address of the services
   */
  URI webhook(URI http, KubernetesClient client);

  @Override
  void close();
}
