package dev.plumbline.sops;

import dev.plumbline.sops.SopsException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The age identities that an application may decrypt with. What they are is never told, only for
 * which recipients they are.
 */
public final class AgeKeys {

  private static final String IDENTITY = "AGE-SECRET-KEY-1";
  private static final String SECRET_SUFFIX = ".agekey";
  private static final Set<String> SECRET_NAMES = Set.of("age.key", "age.keys", "keys.txt");

  /** No key at all. */
  public static final AgeKeys NONE = new AgeKeys(List.of());

  private final List<AgeIdentity> identities;

  private AgeKeys(List<AgeIdentity> identities) {
    this.identities = List.copyOf(identities);
  }

  /**
   * Reads identities: one on each line; empty lines and those beginning with {@code #} are passed
   * over, as {@code age-keygen} writes them.
   *
   * @param from what to call the text in errors
   * @throws SopsException naming the line; {@code UNSUPPORTED_KEY} for other kinds of identities
   */
  public static AgeKeys parse(String text, String from) throws SopsException {
    List<AgeIdentity> identities = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String identity = line.strip();
      if (!identity.isEmpty() && !identity.startsWith("#")) {
        identities.add(identity(identity, from + ", line " + number));
      }
    }
    return new AgeKeys(identities);
  }

  /**
   * Reads identities from the data of a Secret: from each entry whose name ends with {@code
   * .agekey}, and those named {@code age.key}, {@code age.keys} or {@code keys.txt}. Other entries
   * are left alone.
   *
   * @param from what to call the Secret in errors
   * @throws SopsException {@code NO_KEY} when no entry is read or none has a key
   */
  public static AgeKeys ofSecret(Map<String, byte[]> data, String from) throws SopsException {
    List<AgeIdentity> identities = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : new TreeMap<>(data).entrySet()) {
      String name = entry.getKey();
      if (name.endsWith(SECRET_SUFFIX) || SECRET_NAMES.contains(name)) {
        String text = new String(entry.getValue(), StandardCharsets.UTF_8);
        identities.addAll(parse(text, from + ", entry " + name).identities);
      }
    }
    if (identities.isEmpty()) {
      throw new SopsException(
          Reason.NO_KEY,
          from
              + " has no age identity: put what age-keygen writes into an entry such as age.agekey"
              + foreign(data.keySet()));
    }
    return new AgeKeys(identities);
  }

  private static String foreign(Set<String> names) {
    boolean pgp = names.stream().anyMatch(name -> name.endsWith(".asc"));
    boolean service = names.stream().anyMatch(name -> name.startsWith("sops."));
    return pgp || service ? " (PGP keys and credentials of key services are not supported)" : "";
  }

  private static AgeIdentity identity(String text, String where) throws SopsException {
    if (text.startsWith("AGE-SECRET-KEY-PQ-")) {
      throw unsupported(where, "a post-quantum age identity");
    }
    if (text.startsWith("AGE-PLUGIN-")) {
      throw unsupported(where, "an identity of an age plugin");
    }
    if (text.startsWith("-----BEGIN AGE ENCRYPTED FILE")) {
      throw unsupported(where, "an identity that is protected by a passphrase");
    }
    if (text.startsWith("-----BEGIN PGP")) {
      throw unsupported(where, "a PGP key");
    }
    if (text.startsWith("-----BEGIN")) {
      throw unsupported(where, "an SSH key");
    }
    if (text.startsWith("age1")) {
      throw new SopsException(
          Reason.NO_KEY,
          where + ": this is a recipient, which only encrypts; expected " + IDENTITY + "…");
    }
    try {
      if (text.startsWith(IDENTITY)) {
        return AgeIdentity.parse(text);
      }
    } catch (IllegalArgumentException e) {
      throw new SopsException(
          Reason.NO_KEY, where + ": the age identity is damaged, its checksum does not fit");
    }
    throw new SopsException(
        Reason.NO_KEY, where + ": expected an age identity, which begins with " + IDENTITY);
  }

  private static SopsException unsupported(String where, String what) {
    return new SopsException(
        Reason.UNSUPPORTED_KEY,
        where + ": " + what + " is not supported, only age identities " + IDENTITY + "…");
  }

  /** The keys of both. */
  public AgeKeys and(AgeKeys others) {
    List<AgeIdentity> all = new ArrayList<>(identities);
    all.addAll(others.identities);
    return new AgeKeys(all);
  }

  /** For whom these are the keys: public, and to be shown. */
  public List<String> recipients() {
    return identities.stream().map(AgeIdentity::recipient).toList();
  }

  List<AgeIdentity> identities() {
    return identities;
  }

  /** Never a key. */
  @Override
  public String toString() {
    return "keys of " + recipients();
  }
}
