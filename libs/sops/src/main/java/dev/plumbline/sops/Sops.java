package dev.plumbline.sops;

import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.format.Documents;
import dev.plumbline.sops.format.Store;
import dev.plumbline.sops.tree.Branch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts files that SOPS encrypted, as {@code sops decrypt} does, and as strictly: a file whose
 * authentication code does not fit is refused.
 */
public final class Sops {

  private Sops() {}

  /** Whether a file has what SOPS adds; cheap, and true also for files that were damaged since. */
  public static boolean isEncrypted(byte[] bytes, String name) {
    return isEncrypted(bytes, SopsFormat.ofName(name));
  }

  /** The same for a file of a format. */
  public static boolean isEncrypted(byte[] bytes, SopsFormat format) {
    return EncryptionMarks.has(bytes, format);
  }

  /**
   * A file in clear, in the format that its name tells.
   *
   * @throws SopsException with the name of the file and, where it has one, the path of the value
   */
  public static Decrypted decrypt(byte[] bytes, String name, AgeKeys keys) throws SopsException {
    SopsFormat format = SopsFormat.ofName(name);
    return decrypt(bytes, name, format, format, keys, SopsLimits.DEFAULT);
  }

  /**
   * A file in clear.
   *
   * @param name what to call it in errors
   * @param input the format it is in
   * @param output the format it is wanted in
   * @throws SopsException with the name of the file and, where it has one, the path of the value
   */
  public static Decrypted decrypt(
      byte[] bytes,
      String name,
      SopsFormat input,
      SopsFormat output,
      AgeKeys keys,
      SopsLimits limits)
      throws SopsException {
    try {
      return decrypt(bytes, Store.of(input, limits), Store.of(output, limits), keys, limits);
    } catch (SopsException e) {
      throw e.in(name);
    }
  }

  private static Decrypted decrypt(
      byte[] bytes, Store input, Store output, AgeKeys keys, SopsLimits limits)
      throws SopsException {
    if (bytes.length > limits.maxBytes()) {
      throw new SopsException(
          Reason.TOO_LARGE, "it has " + bytes.length + " bytes, the limit is " + limits.maxBytes());
    }
    Documents documents = input.read(bytes);
    Metadata metadata = Metadata.of(documents.metadata(), limits);
    SecretKeySpec key = DataKey.of(metadata, keys);
    TreeDecryption decryption =
        new TreeDecryption(key, metadata.rule(), metadata.macOnlyEncrypted());
    List<Branch> clear = new ArrayList<>();
    for (Branch document : documents.documents()) {
      clear.add(decryption.decrypt(document));
    }
    check(metadata, key, decryption.digest());
    return new Decrypted(output.write(clear), decryption.values());
  }

  private static void check(Metadata metadata, SecretKeySpec key, String digest)
      throws SopsException {
    if (metadata.mac().isEmpty()) {
      throw new SopsException(
          Reason.TAMPERED, "it has no authentication code (sops.mac), so nothing of it is sure");
    }
    EncryptedText mac =
        EncryptedText.parse(metadata.mac())
            .orElseThrow(
                () -> new SopsException(Reason.MALFORMED, "sops.mac is not an encrypted value"));
    byte[] expected;
    try {
      expected = mac.decrypt(key, metadata.lastModified());
    } catch (SopsException e) {
      throw new SopsException(
          e.reason(), "sops.mac or sops.lastmodified was changed after it was encrypted");
    }
    boolean fits =
        MessageDigest.isEqual(expected, digest.getBytes(StandardCharsets.US_ASCII))
            && mac.type().equals("str");
    if (!fits) {
      throw new SopsException(
          Reason.TAMPERED,
          "its values do not fit its authentication code (sops.mac): one was changed, added, removed"
              + " or moved without sops; look at the last changes of the file, and edit it with sops");
    }
  }
}
