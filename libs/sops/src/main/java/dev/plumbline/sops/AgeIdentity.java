package dev.plumbline.sops;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * A key to decrypt with.
 *
 * @param reader holds the key
 * @param recipient its public side, which may be told
 */
record AgeIdentity(RecipientStanzaReader reader, String recipient) {

  private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

  /**
   * Reads {@code AGE-SECRET-KEY-1…}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static AgeIdentity parse(String encoded) {
    try {
      byte[] secret = Bech32.getDecoder().decode(encoded).getData();
      return new AgeIdentity(
          X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(encoded), recipient(secret));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IllegalArgumentException("not an age identity");
    }
  }

  private static String recipient(byte[] secret) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    PrivateKey own = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
    PublicKey base =
        keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT));
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(own);
    agreement.doPhase(base, true);
    return Bech32.getEncoder().encode("age", agreement.generateSecret()).toString();
  }

  /** Never the key. */
  @Override
  public String toString() {
    return recipient;
  }
}
