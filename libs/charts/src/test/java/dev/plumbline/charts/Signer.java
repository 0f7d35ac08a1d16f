package dev.plumbline.charts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** Signs charts with a key of its own, as {@code helm package --sign} does. */
final class Signer {

  private final BcPGPKeyPair key;

  Signer() {
    try {
      RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
      generator.init(
          new RSAKeyGenerationParameters(
              BigInteger.valueOf(65_537), new SecureRandom(), 2_048, 20));
      key =
          new BcPGPKeyPair(
              org.bouncycastle.bcpg.PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.RSA_GENERAL,
              generator.generateKeyPair(),
              new Date());
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  String keyId() {
    return String.format("%016X", key.getKeyID());
  }

  /** The public key, as it is put into a keyring. */
  String publicKey() {
    return armored(out -> key.getPublicKey().encode(out));
  }

  /** What is signed of an archive. */
  String sign(String fileName, String digest) {
    return sign(fileName, digest, HashAlgorithmTags.SHA512);
  }

  String sign(String fileName, String digest, int hash) {
    String[] lines = {
      "apiVersion: v2",
      "description: \"- with a dash\"",
      "name: web",
      "- a line that begins with a dash",
      "",
      "...",
      "files:",
      "  " + fileName + ": sha256:" + digest
    };
    StringBuilder shown = new StringBuilder();
    for (String line : lines) {
      shown.append(line.startsWith("-") ? "- " : "").append(line).append('\n');
    }
    return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
        + shown
        + armored(out -> signature(String.join("\r\n", lines), hash).encode(out));
  }

  private PGPSignature signature(String text, int hash) {
    try {
      PGPSignatureGenerator generator =
          new PGPSignatureGenerator(
              new BcPGPContentSignerBuilder(key.getPublicKey().getAlgorithm(), hash),
              key.getPublicKey());
      generator.init(PGPSignature.CANONICAL_TEXT_DOCUMENT, key.getPrivateKey());
      generator.update(text.getBytes(StandardCharsets.UTF_8));
      return generator.generate();
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Writing {
    void to(ArmoredOutputStream out) throws IOException;
  }

  private static String armored(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArmoredOutputStream out = new ArmoredOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }
}
