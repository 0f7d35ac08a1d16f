package dev.plumbline.contracts.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal Secret values. The first key seals; all of them open, so that a key is rotated
 * by putting a new one on the first line and removing the old one once state has been rewritten.
 *
 * <p>A key file has one key a line, {@code id:base64 of 32 bytes}; empty lines and lines that begin
 * with {@code #} are read over.
 */
public final class KeyRing {

  private static final int KEY_BYTES = 32;

  private final Map<String, byte[]> keys;
  private final String activeId;

  private KeyRing(Map<String, byte[]> keys) {
    this.keys = keys;
    this.activeId = keys.keySet().iterator().next();
  }

  /** A ring with one key. */
  public static KeyRing of(String id, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes, got " + key.length);
    }
    return new KeyRing(Map.of(id, key.clone()));
  }

  /**
   * Reads a key file.
   *
   * @throws IllegalArgumentException naming the line that is wrong; no key is in the message
   */
  public static KeyRing read(Path file) throws IOException {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      byte[] key = colon < 1 ? null : decode(line.substring(colon + 1));
      if (key == null || key.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            file + " line " + (i + 1) + ": expected id:base64 of 32 bytes");
      }
      keys.put(line.substring(0, colon), key);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no key; expected id:base64 of 32 bytes");
    }
    return new KeyRing(keys);
  }

  /** Reads a key file, making one with a fresh key, readable by its owner only, if it is absent. */
  public static KeyRing readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      Path draft =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              ".key",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, "k1:" + Base64.getEncoder().encodeToString(key) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return read(file);
  }

  String activeId() {
    return activeId;
  }

  byte @Nullable [] key(String id) {
    return keys.get(id);
  }

  byte[] activeKey() {
    byte[] key = keys.get(activeId);
    if (key == null) {
      throw new IllegalStateException("the active key is always in the ring");
    }
    return key;
  }

  @Override
  public String toString() {
    return "KeyRing" + new ArrayList<>(keys.keySet());
  }

  private static byte @Nullable [] decode(String text) {
    try {
      return Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
