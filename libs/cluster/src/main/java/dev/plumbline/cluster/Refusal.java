package dev.plumbline.cluster;

import java.io.ByteArrayOutputStream;

/** The body of an answer that is no watch, put together from its lines, up to a limit. */
final class Refusal {

  private static final int MAX_BYTES = 64 * 1024;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  synchronized void add(byte[] line) {
    if (body.size() + line.length < MAX_BYTES) {
      body.writeBytes(line);
      body.write('\n');
    }
  }

  /** All of it, with what came after the last line end. */
  synchronized byte[] with(byte[] rest) {
    add(rest);
    return body.toByteArray();
  }
}
