package dev.plumbline.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka halts its JVM when a broker can no longer write to its directory. Here that JVM has more to
 * do than to run a broker: so the broker's owner is told instead.
 */
final class Halts {

  private static final Logger LOG = LoggerFactory.getLogger(Halts.class);
  private static final Set<EmbeddedKafka> RUNNING = ConcurrentHashMap.newKeySet();

  private Halts() {}

  static void watch(EmbeddedKafka kafka) {
    RUNNING.add(kafka);
    Exit.setHaltProcedure(Halts::halt);
  }

  static void forget(EmbeddedKafka kafka) {
    RUNNING.remove(kafka);
  }

  /** Kafka does not say which broker it is about. */
  private static void halt(int status, String message) {
    LOG.error("Embedded Kafka cannot go on status={} message={}", status, message);
    String why = message == null ? "the disk is full, or fails" : message;
    RUNNING.stream()
        .filter(kafka -> RUNNING.size() == 1 || kafka.cannotWrite())
        .forEach(kafka -> kafka.tellBroken(why));
  }
}
