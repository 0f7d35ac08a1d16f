package dev.plumbline.workers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The end of what a process prints; what came before is forgotten. */
final class LastWords implements Runnable {

  private static final int KEPT = 4 << 10;

  private final InputStream from;
  private final byte[] ring = new byte[KEPT];
  private long written;

  LastWords(InputStream from) {
    this.from = from;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[KEPT];
    try (from) {
      int count = from.read(buffer);
      while (count >= 0) {
        add(buffer, count);
        count = from.read(buffer);
      }
    } catch (IOException ended) {
      // The process is gone; what it said is kept.
    }
  }

  private synchronized void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) (written++ % KEPT)] = bytes[i];
    }
  }

  synchronized String text() {
    int count = (int) Math.min(written, KEPT);
    byte[] kept = new byte[count];
    for (int i = 0; i < count; i++) {
      kept[i] = ring[(int) ((written - count + i) % KEPT)];
    }
    return new String(kept, StandardCharsets.UTF_8).strip();
  }
}
