package dev.plumbline.sops;

/**
 * A value that was encrypted, for whoever must keep it secret further on.
 *
 * @param path its keys, dotted, with the places in lists, such as {@code users[2].password}
 * @param text the value in clear
 */
public record DecryptedValue(String path, String text) {

  /** Never the value. */
  @Override
  public String toString() {
    return path;
  }
}
