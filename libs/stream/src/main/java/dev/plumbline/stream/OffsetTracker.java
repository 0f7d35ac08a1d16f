package dev.plumbline.stream;

import java.util.TreeSet;

/**
 * Which offsets of one topic partition are received and not yet acknowledged, and so what may be
 * committed: the lowest open offset, or else the one after the last received. Offsets may have gaps
 * (compaction, transaction markers). Safe for use by any thread.
 */
final class OffsetTracker {
  private final TreeSet<Long> open = new TreeSet<>();
  private long next;

  /**
   * @param start where reading starts
   */
  OffsetTracker(long start) {
    this.next = start;
  }

  synchronized void received(long offset) {
    open.add(offset);
    next = offset + 1;
  }

  synchronized void done(long offset) {
    open.remove(offset);
  }

  /** The offset to commit: where the next owner has to start. */
  synchronized long position() {
    return open.isEmpty() ? next : open.first();
  }

  synchronized int open() {
    return open.size();
  }
}
