package dev.plumbline.cli.up;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A repository that the person named, with one application.
 *
 * @param cloneUrl the URL without credentials
 */
record NamedSource(String cloneUrl) implements Source {

  /** Makes the application, and a Secret where there are credentials. */
  static NamedSource of(NamedRepository repository, UpOptions options, Bootstrap bootstrap) {
    @Nullable String secret = null;
    if (!repository.credentials().isEmpty()) {
      secret = repository.name() + "-git";
      bootstrap.applySecret(secret, repository.credentials());
    }
    String namespace = options.namespace() == null ? "default" : options.namespace();
    bootstrap.applyApplication(
        repository.name(),
        repository.url(),
        options.revision(),
        options.path(),
        namespace,
        secret,
        false);
    return new NamedSource(repository.url());
  }

  @Override
  public URI webhook(URI http, KubernetesClient client) {
    return http.resolve("/hooks/");
  }

  @Override
  public void close() {}
}
