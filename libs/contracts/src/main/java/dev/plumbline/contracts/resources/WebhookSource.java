package dev.plumbline.contracts.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code WebhookSource}: one unguessable route for one Git provider's webhooks. */
public record WebhookSource(ResourceMeta metadata, Spec spec) {

  /**
   * Who may call.
   *
   * @param provider {@code github}, {@code gitlab} or {@code generic-hmac}
   * @param secretRef the shared secret; without it every call is refused
   * @param repositories globs over repository identities it may speak for; all unless given
   */
  public record Spec(String provider, SecretKeyRef secretRef, @Nullable List<String> repositories) {
    public Spec {
      repositories = repositories == null ? List.of() : List.copyOf(repositories);
    }
  }
}
