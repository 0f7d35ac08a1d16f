package dev.plumbline.testkit.harness;

import dev.plumbline.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker in the suite's own JVM that can be away and come back, with its data or without. */
public final class Broker implements AutoCloseable {

  private final Path directory;
  private final int port;
  private @Nullable EmbeddedKafka kafka;

  private Broker(Path directory) {
    this.directory = directory;
    EmbeddedKafka first = EmbeddedKafka.start(directory, 0, Map.of());
    String address = first.bootstrapServers();
    this.port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    this.kafka = first;
  }

  /** Starts one that keeps its data in a directory. */
  public static Broker start(Path directory) {
    return new Broker(directory);
  }

  /** Where it is, or will be again. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Takes it away. */
  public synchronized void stop() {
    if (kafka != null) {
      kafka.close();
      kafka = null;
    }
  }

  /** Brings it back under its address. */
  public synchronized void startAgain() {
    if (kafka == null) {
      kafka = EmbeddedKafka.start(directory, port, Map.of());
    }
  }

  /** Forgets every record, offset and topic; the broker must have been stopped. */
  public synchronized void loseData() {
    if (kafka != null) {
      throw new IllegalStateException("the broker runs");
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
