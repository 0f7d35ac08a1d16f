package dev.plumbline.webhookingest;

import dev.plumbline.contracts.resources.ResourceMeta;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a {@code WebhookSource} is called. The token is an HMAC over the resource's identity under
 * its secret: nobody can guess it, nothing has to be stored, and it changes with the secret and
 * with the resource.
 */
public final class HookRoute {

  private static final String PREFIX = "/hooks/";
  private static final String PURPOSE = "plumbline-webhook-route";

  private HookRoute() {}

  /**
   * The path on the webhook address, {@code /hooks/TOKEN}.
   *
   * @param secretValue the shared secret, as it is in the Secret
   * @throws IllegalArgumentException if the secret is empty
   */
  public static String path(ResourceMeta source, String secretValue) {
    return PREFIX + token(source, secretValue);
  }

  /**
   * The token, 64 hex digits.
   *
   * @throws IllegalArgumentException if the secret is empty
   */
  public static String token(ResourceMeta source, String secretValue) {
    String identity = String.join("\0", PURPOSE, source.namespace(), source.name(), source.uid());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secretValue.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(identity.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
