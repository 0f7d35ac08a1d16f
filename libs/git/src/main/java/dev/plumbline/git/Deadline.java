package dev.plumbline.git;

import java.io.InterruptedIOException;
import java.time.Duration;

/** When a conversation with a server must be over, however slowly the server keeps talking. */
final class Deadline {

  private final Duration allowed;
  private final long endNanos;

  private Deadline(Duration allowed) {
    this.allowed = allowed;
    this.endNanos = System.nanoTime() + allowed.toNanos();
  }

  static Deadline in(Duration allowed) {
    return new Deadline(allowed);
  }

  boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** For a single wait, since JGit counts in seconds: at least one, and no more than are left. */
  int seconds() {
    long left = Math.max(1, Duration.ofNanos(endNanos - System.nanoTime()).toSeconds());
    return (int) Math.min(left, 3_600);
  }

  void check() throws InterruptedIOException {
    if (isOver()) {
      throw new InterruptedIOException("No complete answer within " + allowed.toSeconds() + " s");
    }
  }
}
