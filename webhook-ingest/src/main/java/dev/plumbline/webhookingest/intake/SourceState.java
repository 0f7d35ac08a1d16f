package dev.plumbline.webhookingest.intake;

import dev.plumbline.contracts.resources.WebhookSource;
import dev.plumbline.webhookingest.provider.Provider;
import dev.plumbline.webhookingest.provider.Providers;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code WebhookSource} amounts to. One that is not usable has no route: every call to it is
 * refused.
 *
 * @param route null when it is not usable
 * @param reason one word for the condition {@code Ready}
 * @param message for a person: what to do
 */
public record SourceState(@Nullable Route route, String reason, String message) {

  /** Key of the Secret unless the resource names another. */
  public static final String DEFAULT_KEY = "token";

  /**
   * Judges a resource.
   *
   * @param secret the decoded values of the Secret it names; empty when there is none
   */
  public static SourceState of(
      WebhookSource source, Optional<Map<String, String>> secret, Providers providers) {
    Optional<Provider> provider = providers.named(source.spec().provider());
    if (provider.isEmpty()) {
      return unusable(
          "UnknownProvider",
          "spec.provider is '"
              + source.spec().provider()
              + "'; expected one of "
              + providers.names());
    }
    String name = source.spec().secretRef().name();
    String key = source.spec().secretRef().keyOr(DEFAULT_KEY);
    if (secret.isEmpty()) {
      return unusable(
          "SecretNotFound",
          "create the Secret "
              + source.metadata().namespace()
              + "/"
              + name
              + " with the shared"
              + " secret under the key "
              + key);
    }
    String value = secret.get().get(key);
    if (value == null) {
      return unusable(
          "KeyNotFound",
          "the Secret " + source.metadata().namespace() + "/" + name + " has no key " + key);
    }
    if (value.isBlank()) {
      return unusable(
          "SecretEmpty",
          "the key "
              + key
              + " of the Secret "
              + source.metadata().namespace()
              + "/"
              + name
              + " is empty; without a shared secret every call is refused");
    }
    return new SourceState(
        Route.of(source, provider.get(), value),
        "RouteOpen",
        "webhooks are accepted at status.webhookPath");
  }

  /** Whether calls are accepted. */
  public boolean usable() {
    return route != null;
  }

  private static SourceState unusable(String reason, String message) {
    return new SourceState(null, reason, message);
  }
}
