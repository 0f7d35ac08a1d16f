package dev.plumbline.jsonnet.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What {@link MessageWriter} wrote. */
final class MessageReader {

  private final ByteBuffer in;

  MessageReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  int number() {
    return in.getInt();
  }

  String text() {
    byte[] bytes = new byte[number()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
