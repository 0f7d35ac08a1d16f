package dev.plumbline.sops;

import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Value;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What SOPS wrote beside the values.
 *
 * @param age for whom the data key is encrypted, and how
 * @param mac the authentication code, encrypted
 * @param lastModified what the code is bound to
 * @param macOnlyEncrypted whether the code is over encrypted values only
 */
record Metadata(
    List<AgeEntry> age,
    String mac,
    String lastModified,
    boolean macOnlyEncrypted,
    EncryptionRule rule) {

  /** A recipient and the data key encrypted for it. */
  record AgeEntry(String recipient, String encrypted) {}

  /**
   * Reads the mapping {@code sops} of a file.
   *
   * @throws SopsException naming what is missing, or the kinds of keys when none is age
   */
  static Metadata of(Branch sops, SopsLimits limits) throws SopsException {
    List<AgeEntry> age = ageEntries(keyGroup(sops));
    if (age.size() > limits.maxRecipients()) {
      throw new SopsException(
          Reason.TOO_LARGE,
          "it has " + age.size() + " age recipients, the limit is " + limits.maxRecipients());
    }
    return new Metadata(
        age,
        sops.text("mac").orElse(""),
        lastModified(sops),
        sops.text("mac_only_encrypted").orElse("").equalsIgnoreCase("true"),
        EncryptionRule.of(sops));
  }

  private static String lastModified(Branch sops) throws SopsException {
    String text = sops.text("lastmodified").orElse("");
    try {
      return OffsetDateTime.parse(text)
          .truncatedTo(ChronoUnit.SECONDS)
          .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    } catch (DateTimeParseException e) {
      throw malformed("sops.lastmodified must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  /** The one group of keys, which is written without a list when it is alone. */
  private static Branch keyGroup(Branch sops) throws SopsException {
    if (!KeyKind.of(sops).isEmpty()) {
      return sops;
    }
    List<Branch> groups = new ArrayList<>();
    if (sops.get("key_groups").orElse(null) instanceof Items items) {
      for (Value value : items.values()) {
        if (value instanceof Branch group && !KeyKind.of(group).isEmpty()) {
          groups.add(group);
        }
      }
    }
    if (groups.isEmpty()) {
      throw malformed("its metadata name no key that it is encrypted for");
    }
    if (groups.size() > 1) {
      throw new SopsException(
          Reason.UNSUPPORTED_KEY,
          "its data key is shared among "
              + groups.size()
              + " key groups (Shamir), which is not supported: encrypt it for one group of age"
              + " recipients");
    }
    return groups.get(0);
  }

  private static List<AgeEntry> ageEntries(Branch group) throws SopsException {
    List<AgeEntry> entries = new ArrayList<>();
    for (Branch entry : KeyKind.AGE.in(group)) {
      entries.add(
          new AgeEntry(
              entry.text("recipient").orElse("a recipient without a name"),
              entry
                  .text("enc")
                  .orElseThrow(() -> malformed("an entry of sops.age has no field enc"))));
    }
    if (entries.isEmpty()) {
      throw new SopsException(
          Reason.UNSUPPORTED_KEY,
          "it is encrypted for "
              + KeyKind.of(group).stream()
                  .map(KeyKind::displayName)
                  .collect(Collectors.joining(" and "))
              + " only, which is not supported: add an age recipient, for example with sops rotate"
              + " --in-place --add-age age1…");
    }
    return entries;
  }

  private static SopsException malformed(String message) {
    return new SopsException(Reason.MALFORMED, message);
  }
}
