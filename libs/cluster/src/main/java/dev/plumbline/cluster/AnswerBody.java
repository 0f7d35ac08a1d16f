package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** The body of an answer as it comes in, up to a limit. */
final class AnswerBody implements AsyncBody.Consumer<List<ByteBuffer>> {

  private static final int MAX_BYTES = 128 * 1024 * 1024;

  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

  @Override
  public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body)
      throws ClusterException {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      gathered.writeBytes(bytes);
    }
    if (gathered.size() > MAX_BYTES) {
      throw new ClusterException(
          Reason.TOO_LARGE, 0, "the API server's answer is larger than " + MAX_BYTES + " bytes");
    }
    body.consume();
  }

  synchronized byte[] bytes() {
    return gathered.toByteArray();
  }
}
