package dev.plumbline.webhookingest.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** How one Git provider calls. Implementations have no state and must bear any input. */
public interface Provider {

  /** The name in a {@code WebhookSource}'s {@code spec.provider}. */
  String name();

  /**
   * Whether whoever sent this knows the secret. What is missing, empty, doubled or of another form
   * is not authentic, and the time it takes to say so tells nothing about the secret.
   *
   * @param secret the shared secret, not empty
   */
  boolean authentic(Delivery delivery, String secret);

  /** The provider's id of the delivery, which stays the same when it is sent again. */
  Optional<String> deliveryId(Delivery delivery);

  /** What the payload says; an event that moves no ref has no changes. */
  PushNotice read(Delivery delivery, JsonNode payload);

  /** The form field that holds the payload, for a provider that may send it form-encoded. */
  default Optional<String> formField() {
    return Optional.empty();
  }
}
