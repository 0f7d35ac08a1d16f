package dev.plumbline.notifier.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric signature of the Standard Webhooks specification, {@code v1}. */
final class StandardWebhooks {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_BYTES = 24;
  private static final int MAX_BYTES = 64;

  private final SecretKeySpec key;

  private StandardWebhooks(SecretKeySpec key) {
    this.key = key;
  }

  static StandardWebhooks of(String secret) throws InvalidProviderException {
    if (secret.startsWith(PREFIX)) {
      try {
        byte[] bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        if (bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES) {
          return new StandardWebhooks(new SecretKeySpec(bytes, ALGORITHM));
        }
      } catch (IllegalArgumentException e) {
        throw new InvalidProviderException("the signing secret is not base64 after " + PREFIX);
      }
    }
    throw new InvalidProviderException(
        "the signing secret must be " + PREFIX + " and the base64 of 24 to 64 random bytes");
  }

  Map<String, String> headers(String id, Instant now, String body) {
    String timestamp = Long.toString(now.getEpochSecond());
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", timestamp,
        "webhook-signature", "v1," + sign(id + "." + timestamp + "." + body));
  }

  private String sign(String content) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
