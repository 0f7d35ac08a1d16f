package dev.plumbline.helm.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What a child is given, as bytes.
 *
 * @param archive the chart
 * @param values JSON
 */
public record TemplateCall(
    byte[] archive, byte[] values, String releaseName, String namespace, String kubeVersion) {

  /** As bytes. */
  public byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(archive.length + values.length + 512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (byte[] each :
          new byte[][] {
            archive, values, bytes(releaseName), bytes(namespace), bytes(kubeVersion)
          }) {
        out.writeInt(each.length);
        out.write(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory failed", e);
    }
    return bytes.toByteArray();
  }

  static TemplateCall decoded(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    return new TemplateCall(next(in), next(in), text(in), text(in), text(in));
  }

  private static byte[] next(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(next(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
