package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes into lines of bounded size. */
final class LineBuffer {

  private final int maxBytes;
  private ByteArrayOutputStream rest = new ByteArrayOutputStream();

  LineBuffer(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes bytes; gives the lines they complete, without line ends, empty ones left out.
   *
   * @throws ClusterException {@code TOO_LARGE} when a line does not end within the limit
   */
  List<byte[]> add(List<ByteBuffer> buffers) throws ClusterException {
    List<byte[]> lines = new ArrayList<>();
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          rest.write(bytes, start, i - start);
          start = i + 1;
          if (rest.size() > 0) {
            lines.add(rest.toByteArray());
            rest = new ByteArrayOutputStream();
          }
        }
      }
      rest.write(bytes, start, bytes.length - start);
      if (rest.size() > maxBytes) {
        throw new ClusterException(
            Reason.TOO_LARGE, 0, "a watch event is larger than " + maxBytes + " bytes");
      }
    }
    return lines;
  }

  /** What followed the last line end. */
  byte[] rest() {
    return rest.toByteArray();
  }
}
