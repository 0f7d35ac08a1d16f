package dev.plumbline.charts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.bc.BcPGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * What a chart's publisher signed: a text, signed in clear with OpenPGP, that names the archive and
 * its SHA-256.
 */
final class Provenance {

  private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String KEYS = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final Pattern FILE =
      Pattern.compile("[ \t]+[\"']?([^\"':\\s]+)[\"']?:[ \t]*[\"']?sha256:([0-9a-f]{64})[\"']?");
  private static final Set<Integer> SOUND =
      Set.of(
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  private final String shown;
  private final Map<Long, PGPPublicKey> keys = new HashMap<>();

  /**
   * A check with the keys of a keyring.
   *
   * @param shown the chart, for messages
   * @throws ChartException {@code REFUSED} when the keyring is none
   */
  Provenance(String shown, String keyring) {
    this.shown = shown;
    try {
      for (int at = keyring.indexOf(KEYS); at >= 0; at = keyring.indexOf(KEYS, at + 1)) {
        int next = keyring.indexOf(KEYS, at + 1);
        read(next < 0 ? keyring.substring(at) : keyring.substring(at, next));
      }
    } catch (IOException | PGPException | RuntimeException e) {
      throw refused("the keyring cannot be read as OpenPGP public keys");
    }
    if (keys.isEmpty()) {
      throw refused("the keyring has no OpenPGP public key; expected text beginning with " + KEYS);
    }
  }

  private void read(String block) throws IOException, PGPException {
    PGPPublicKeyRingCollection rings = new BcPGPPublicKeyRingCollection(decoded(block));
    for (PGPPublicKeyRing ring : rings) {
      for (PGPPublicKey key : ring) {
        keys.put(key.getKeyID(), key);
      }
    }
  }

  /**
   * Checks that an archive is what one of the keys signed.
   *
   * @param fileName what the archive is called in the signed text
   * @param digest of the archive in hex
   * @throws ChartException {@code REFUSED} when it is not, naming the key
   */
  void check(byte[] signed, String fileName, String digest) {
    String text = new String(signed, StandardCharsets.UTF_8).replace("\r\n", "\n");
    int headers = text.indexOf("\n\n");
    int signature = text.indexOf("\n" + SIGNATURE);
    if (!text.startsWith(BEGIN + "\n") || headers < 0 || signature < headers + 1) {
      throw refused("its provenance is not a text signed with OpenPGP");
    }
    String body = body(text.substring(headers + 2, Math.max(headers + 2, signature)));
    verify(body, signature(text.substring(signature + 1)));
    String promised = digests(body).get(fileName);
    if (promised == null) {
      throw refused("its provenance is of other files; expected " + fileName);
    }
    if (!promised.equals(digest)) {
      throw refused(
          "its provenance is of an archive with sha256:" + promised + ", it has sha256:" + digest);
    }
  }

  /** The text as it was signed: escaped dashes are undone, ends of lines are made one kind. */
  private static String body(String text) {
    StringBuilder body = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      body.append(body.length() == 0 ? "" : "\r\n")
          .append((line.startsWith("- ") ? line.substring(2) : line).replaceAll("[ \t\r]+$", ""));
    }
    return body.toString();
  }

  private PGPSignature signature(String armored) {
    try {
      Object first = new BcPGPObjectFactory(decoded(armored)).nextObject();
      if (first instanceof PGPSignatureList list && !list.isEmpty()) {
        return list.get(0);
      }
    } catch (IOException | RuntimeException e) {
      throw refused("the signature of its provenance cannot be read");
    }
    throw refused("its provenance has no signature");
  }

  private void verify(String body, PGPSignature signature) {
    String id = String.format(Locale.ROOT, "%016X", signature.getKeyID());
    PGPPublicKey key = keys.get(signature.getKeyID());
    if (key == null) {
      throw refused("it is signed with the key " + id + ", which is not in the keyring");
    }
    if (!SOUND.contains(signature.getHashAlgorithm())) {
      throw refused("its signature by the key " + id + " is over a digest that is not safe");
    }
    if (key.hasRevocation() || expired(key, signature)) {
      throw refused("it is signed with the key " + id + ", which was revoked or has expired");
    }
    boolean valid;
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      signature.update(body.getBytes(StandardCharsets.UTF_8));
      valid = signature.verify();
    } catch (PGPException | RuntimeException e) {
      valid = false;
    }
    if (!valid) {
      throw refused("its signature by the key " + id + " is not valid");
    }
  }

  /** Whether the key was past its time when it signed. */
  private static boolean expired(PGPPublicKey key, PGPSignature signature) {
    @Nullable Date signedAt = signature.getCreationTime();
    if (signedAt == null || key.getValidSeconds() == 0) {
      return false;
    }
    Instant until = key.getCreationTime().toInstant().plusSeconds(key.getValidSeconds());
    return signedAt.toInstant().isAfter(until);
  }

  private static Map<String, String> digests(String body) {
    Map<String, String> digests = new HashMap<>();
    boolean files = false;
    for (String line : body.split("\r\n", -1)) {
      Matcher file = FILE.matcher(line);
      if (files && file.matches()) {
        digests.put(file.group(1), file.group(2));
      } else {
        files = line.equals("files:");
      }
    }
    return digests;
  }

  private static InputStream decoded(String armored) throws IOException {
    return PGPUtil.getDecoderStream(
        new ByteArrayInputStream(armored.getBytes(StandardCharsets.US_ASCII)));
  }

  private ChartException refused(String why) {
    return new ChartException(
        ChartException.Reason.REFUSED, "the chart " + shown + " is refused: " + why);
  }
}
