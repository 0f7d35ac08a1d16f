package dev.plumbline.webhookingest.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMACs over raw bytes, compared in a time that does not depend on where they differ. */
final class Signature {

  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "HmacSHA256", "sha512", "HmacSHA512");

  private Signature() {}

  /**
   * Whether {@code header}, of the form {@code sha256=HEX} or {@code sha512=HEX}, is the body's
   * HMAC. SHA-1 and whatever else is refused.
   */
  static boolean matches(String header, byte[] body, String secret) {
    int equals = header.indexOf('=');
    String algorithm = equals < 0 ? null : ALGORITHMS.get(header.substring(0, equals));
    return algorithm != null
        && decode(header.substring(equals + 1))
            .map(given -> MessageDigest.isEqual(hmac(algorithm, utf8(secret), body), given))
            .orElse(false);
  }

  /** Whether both texts are the same; their lengths do not show either. */
  static boolean sameSecret(String given, String secret) {
    byte[] key = utf8(secret);
    return MessageDigest.isEqual(
        hmac("HmacSHA256", key, utf8(given)), hmac("HmacSHA256", key, key));
  }

  static byte[] hmacSha256(byte[] key, byte[] message) {
    return hmac("HmacSHA256", key, message);
  }

  private static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static Optional<byte[]> decode(String hex) {
    try {
      return Optional.of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
