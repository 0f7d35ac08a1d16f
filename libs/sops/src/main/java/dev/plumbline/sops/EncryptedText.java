package dev.plumbline.sops;

import dev.plumbline.sops.SopsException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]}.
 *
 * @param sealed the ciphertext and behind it the tag
 * @param type what it is in clear
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EncryptedText(byte[] sealed, byte[] nonce, String type) {

  private static final String PREFIX = "ENC[AES256_GCM,data:";
  private static final int TAG_BYTES = 16;
  private static final int MOST_NONCE_BYTES = 64;

  /** Reads one; empty when the text is not of that form. */
  static Optional<EncryptedText> parse(String text) {
    int nonce = text.indexOf(",iv:");
    int tag = text.indexOf(",tag:", Math.max(nonce, 0));
    int type = text.indexOf(",type:", Math.max(tag, 0));
    if (!text.startsWith(PREFIX) || !text.endsWith("]") || nonce < 0 || tag < 0 || type < 0) {
      return Optional.empty();
    }
    try {
      byte[] data = Base64.getDecoder().decode(text.substring(PREFIX.length(), nonce));
      byte[] tagBytes = Base64.getDecoder().decode(text.substring(tag + 5, type));
      byte[] nonceBytes = Base64.getDecoder().decode(text.substring(nonce + 4, tag));
      if (tagBytes.length != TAG_BYTES
          || nonceBytes.length == 0
          || nonceBytes.length > MOST_NONCE_BYTES) {
        return Optional.empty();
      }
      byte[] sealed = new byte[data.length + TAG_BYTES];
      System.arraycopy(data, 0, sealed, 0, data.length);
      System.arraycopy(tagBytes, 0, sealed, data.length, TAG_BYTES);
      return Optional.of(
          new EncryptedText(
              sealed, nonceBytes, text.substring(type + ",type:".length(), text.length() - 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The bytes in clear.
   *
   * @param where what the value is bound to: its path, or for the authentication code the time
   * @throws SopsException {@code TAMPERED} when it was not made by that key for that place
   */
  byte[] decrypt(SecretKeySpec key, String where) throws SopsException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
      cipher.updateAAD(where.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw new SopsException(
          Reason.TAMPERED, "was changed, or moved here from elsewhere, after it was encrypted");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES in GCM", e);
    }
  }
}
