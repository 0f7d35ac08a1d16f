package dev.plumbline.stream;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands between one attempt at a record and its acknowledgement: the handler's success and
 * all that it held. An attempt that failed never calls {@link #handled()}, so its holds count for
 * nothing.
 */
final class Holds {
  private final AtomicInteger outstanding = new AtomicInteger(1);
  private final Runnable acknowledge;

  Holds(Runnable acknowledge) {
    this.acknowledge = acknowledge;
  }

  Ack hold() {
    outstanding.incrementAndGet();
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        release();
      }
    };
  }

  void handled() {
    release();
  }

  private void release() {
    if (outstanding.decrementAndGet() == 0) {
      acknowledge.run();
    }
  }
}
