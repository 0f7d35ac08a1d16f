package dev.plumbline.webhookingest.intake;

import dev.plumbline.contracts.resources.WebhookSource;
import dev.plumbline.webhookingest.provider.Provider;
import java.util.List;

/**
 * A route that is open: a usable {@code WebhookSource} with its secret.
 *
 * @param source {@code namespace/name} of the resource
 * @param uid uid of the resource
 * @param repositories globs over repository identities it may speak for; none for all
 */
public record Route(
    String source, String uid, Provider provider, String secret, List<String> repositories) {

  public Route {
    repositories = List.copyOf(repositories);
  }

  static Route of(WebhookSource source, Provider provider, String secret) {
    List<String> repositories = source.spec().repositories();
    return new Route(
        source.metadata().namespace() + "/" + source.metadata().name(),
        source.metadata().uid(),
        provider,
        secret,
        repositories == null ? List.of() : repositories);
  }

  /** Whose route it is; never the secret. */
  @Override
  public String toString() {
    return "Route[" + source + "]";
  }
}
