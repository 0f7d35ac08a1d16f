package dev.plumbline.cli.up;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was started, to be stopped in the reverse order. A signal and the end of the services both
 * stop it: whoever comes second waits until the first is done, or the process would end in between.
 */
final class Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  /** Stops everything; comes back when all of it has stopped, whoever does it. */
  synchronized void stop() {
    for (AutoCloseable part = open.poll(); part != null; part = open.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part did not stop cleanly cause={}", e.toString());
      }
    }
  }
}
