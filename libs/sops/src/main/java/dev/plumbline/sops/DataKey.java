package dev.plumbline.sops;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import dev.plumbline.sops.Metadata.AgeEntry;
import dev.plumbline.sops.SopsException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/** Finds the key that a file's values are encrypted with. */
final class DataKey {

  private static final int BYTES = 32;
  private static final int MOST_ENCRYPTED = 16 * 1024;

  private DataKey() {}

  /**
   * Decrypts the data key with the first identity that can.
   *
   * @throws SopsException {@code NO_KEY} or {@code WRONG_KEY} with the recipients of the file
   */
  static SecretKeySpec of(Metadata metadata, AgeKeys keys) throws SopsException {
    List<AgeEntry> entries = new ArrayList<>(metadata.age());
    if (keys.identities().isEmpty()) {
      throw new SopsException(
          Reason.NO_KEY, "there is no age identity to decrypt it with; " + recipients(entries));
    }
    List<String> ours = keys.recipients();
    entries.sort(Comparator.comparing(entry -> !ours.contains(entry.recipient())));
    List<RecipientStanzaReader> readers =
        keys.identities().stream().map(AgeIdentity::reader).toList();
    for (AgeEntry entry : entries) {
      Optional<byte[]> key = decrypt(entry, readers);
      if (key.isPresent()) {
        return new SecretKeySpec(key.get(), "AES");
      }
    }
    throw new SopsException(
        Reason.WRONG_KEY,
        "none of the keys fits; "
            + recipients(entries)
            + ", and the keys given are those of "
            + String.join(", ", ours));
  }

  private static String recipients(List<AgeEntry> entries) {
    return "it is encrypted for "
        + String.join(", ", entries.stream().map(DataKey::shown).toList());
  }

  private static String shown(AgeEntry entry) {
    String recipient = entry.recipient();
    if (recipient.startsWith("ssh-")) {
      return "an SSH key (not supported)";
    }
    if (recipient.startsWith("age1pq1")) {
      return "a post-quantum recipient (not supported)";
    }
    String printable = recipient.replaceAll("[^a-z0-9-]", "?");
    return printable.length() > 80 ? printable.substring(0, 80) + "…" : printable;
  }

  private static Optional<byte[]> decrypt(AgeEntry entry, List<RecipientStanzaReader> readers)
      throws SopsException {
    byte[] armored = entry.encrypted().strip().concat("\n").getBytes(StandardCharsets.US_ASCII);
    if (armored.length > MOST_ENCRYPTED) {
      throw new SopsException(
          Reason.TOO_LARGE,
          "the data key for " + shown(entry) + " has more than " + MOST_ENCRYPTED + " bytes");
    }
    try (ReadableByteChannel channel =
        new ArmoredDecryptingChannelFactory()
            .newDecryptingChannel(
                Channels.newChannel(new ByteArrayInputStream(armored)), readers)) {
      ByteBuffer key = ByteBuffer.allocate(BYTES + 1);
      while (key.hasRemaining() && channel.read(key) >= 0) {
        // until its end
      }
      if (key.position() != BYTES) {
        throw damaged(entry);
      }
      byte[] bytes = new byte[BYTES];
      key.flip().get(bytes);
      return Optional.of(bytes);
    } catch (UnsupportedRecipientStanzaException | AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw damaged(entry);
    }
  }

  private static SopsException damaged(AgeEntry entry) {
    return new SopsException(
        Reason.MALFORMED, "the data key for " + shown(entry) + " is damaged: encrypt it again");
  }
}
