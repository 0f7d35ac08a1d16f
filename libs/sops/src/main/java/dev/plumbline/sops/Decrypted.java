package dev.plumbline.sops;

import java.util.List;

/**
 * A file in clear.
 *
 * @param bytes the file without what SOPS added
 * @param values each value that was encrypted, in the order of the file
 */
@SuppressWarnings("ArrayRecordComponent") // a file is bytes
public record Decrypted(byte[] bytes, List<DecryptedValue> values) {

  public Decrypted {
    values = List.copyOf(values);
  }

  /** Never the content. */
  @Override
  public String toString() {
    return bytes.length + " bytes with " + values.size() + " secret values";
  }
}
