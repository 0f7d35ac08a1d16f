package dev.plumbline.webhookingest.intake;

import dev.plumbline.webhookingest.provider.Delivery;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks signed as the providers do. */
public final class Signed {

  private Signed() {}

  public static Delivery delivery(String provider, String secret, byte[] body) {
    return new Delivery(headers(provider, secret, body), body, Instant.EPOCH);
  }

  public static Map<String, List<String>> headers(String provider, String secret, byte[] body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("content-type", List.of("application/json"));
    switch (provider) {
      case "github" -> {
        headers.put("X-GitHub-Event", List.of("push"));
        headers.put("X-Hub-Signature-256", List.of("sha256=" + hmac("HmacSHA256", secret, body)));
      }
      case "gitlab" -> headers.put("X-Gitlab-Token", List.of(secret));
      default -> headers.put("X-Signature", List.of("sha256=" + hmac("HmacSHA256", secret, body)));
    }
    return headers;
  }

  public static String hmac(String algorithm, String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
