package dev.plumbline.webhookingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads bodies of which nothing is known but that they must not be larger than a bound. */
final class BoundedBody {

  private BoundedBody() {}

  /** The whole body; empty when it is larger than {@code maxBytes}, of which no more is held. */
  static Optional<byte[]> read(@Nullable InputStream body, int maxBytes) throws IOException {
    if (body == null) {
      return Optional.of(new byte[0]);
    }
    byte[] bytes = body.readNBytes(maxBytes);
    return bytes.length < maxBytes || body.read() < 0 ? Optional.of(bytes) : Optional.empty();
  }
}
