package dev.plumbline.webhookingest.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * The signature scheme of Standard Webhooks, which GitLab uses for signing tokens: {@code
 * webhook-signature} lists {@code v1,BASE64} HMACs of {@code id.timestamp.body}, several while a
 * secret is rotated.
 */
final class StandardSignature {

  /** What such a secret begins with; the rest is the key in base64. */
  static final String SECRET_PREFIX = "whsec_";

  /** Header with the id of the message, the same when it is sent again. */
  static final String ID_HEADER = "webhook-id";

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final int MOST_SIGNATURES = 10;

  private StandardSignature() {}

  static boolean authentic(Delivery delivery, String secret) {
    Optional<String> id = delivery.header(ID_HEADER);
    Optional<String> timestamp = delivery.header("webhook-timestamp");
    Optional<String> signatures = delivery.header("webhook-signature");
    Optional<byte[]> key = decode(secret.substring(SECRET_PREFIX.length()));
    if (id.isEmpty()
        || timestamp.isEmpty()
        || signatures.isEmpty()
        || key.isEmpty()
        || !recent(timestamp.get(), delivery.receivedAt())) {
      return false;
    }
    byte[] head = (id.get() + "." + timestamp.get() + ".").getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[head.length + delivery.body().length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(delivery.body(), 0, message, head.length, delivery.body().length);
    byte[] expected = Signature.hmacSha256(key.get(), message);
    boolean found = false;
    for (String signature : signatures.get().split(" ", MOST_SIGNATURES + 1)) {
      found |=
          signature.startsWith("v1,")
              && decode(signature.substring("v1,".length()))
                  .map(given -> MessageDigest.isEqual(expected, given))
                  .orElse(false);
    }
    return found;
  }

  private static boolean recent(String timestamp, Instant now) {
    try {
      Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
      return Duration.between(sent, now).abs().compareTo(TOLERANCE) <= 0;
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64)).filter(bytes -> bytes.length > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
