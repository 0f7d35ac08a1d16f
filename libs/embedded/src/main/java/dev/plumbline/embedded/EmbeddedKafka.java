package dev.plumbline.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A one-node Apache Kafka broker (KRaft, broker and controller in one) inside this JVM.
 *
 * <p>The log directory is kept: starting again on the same directory, on the same or another port,
 * finds all topics, records, offsets and transactions. One directory serves one broker at a time;
 * Kafka's own lock file refuses the second. Ports are bound before the broker is told of them, so a
 * free port cannot be taken by somebody else in between. A fatal fault inside the broker, such as a
 * disk that is full, is logged and told to whoever started it, who is to close it; unlike a broker
 * of its own it never ends the JVM.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String CLUSTER_ID = "cGx1bWJsaW5lLWxvY2FsMA";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final SharedServer shared;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private final BoundListeners listeners;
  private final Consumer<String> broken;
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafka(Properties properties, BoundListeners listeners, Consumer<String> broken) {
    this.broken = broken;
    KafkaConfig config = KafkaConfig.fromProps(properties, false);
    var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "[embedded-kafka] ");
    this.listeners = listeners;
    this.shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            new Metrics(),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            this::faultHandler,
            listeners);
    this.controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    this.broker = new BrokerServer(shared);
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @param dataDir where topics and metadata are kept; created when absent
   * @param port the port to listen on, or 0 for any free one
   * @param overrides broker settings that replace or complete the defaults
   * @throws UncheckedIOException when the port is taken or the directory cannot be used
   */
  public static EmbeddedKafka start(Path dataDir, int port, Map<String, String> overrides) {
    return start(dataDir, port, overrides, why -> {});
  }

  /**
   * As {@link #start(Path, int, Map)}.
   *
   * @param broken is told once, on a thread of its own, when the broker can no longer serve, and
   *     why; what it has acknowledged is there when it is started again
   */
  public static EmbeddedKafka start(
      Path dataDir, int port, Map<String, String> overrides, Consumer<String> broken) {
    BoundListeners listeners = null;
    EmbeddedKafka kafka = null;
    try {
      Path directory = Files.createDirectories(dataDir.toAbsolutePath());
      listeners = BoundListeners.bind(port);
      format(directory);
      kafka =
          new EmbeddedKafka(
              BrokerSettings.properties(directory, listeners, overrides), listeners, broken);
      Halts.watch(kafka);
      kafka.controller.startup();
      kafka.broker.startup();
      LOG.info("Embedded Kafka started bootstrap={} dataDir={}", kafka.bootstrapServers(), dataDir);
      return kafka;
    } catch (IOException e) {
      abandon(kafka, listeners);
      throw new UncheckedIOException("Embedded Kafka cannot start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      abandon(kafka, listeners);
      throw e;
    }
  }

  private static void abandon(@Nullable EmbeddedKafka kafka, @Nullable BoundListeners listeners) {
    if (kafka != null) {
      kafka.close();
    } else if (listeners != null) {
      listeners.closeUnused();
    }
  }

  private static void format(Path directory) throws IOException {
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(CLUSTER_ID)
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setIgnoreFormatted(true)
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setPrintStream(quiet)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the data directory " + directory + " cannot be formatted", e);
    }
  }

  private FaultHandler faultHandler(String name, boolean fatal, Runnable action) {
    return (message, cause) -> {
      LOG.error("Embedded Kafka fault part={} fatal={} message={}", name, fatal, message, cause);
      action.run();
      if (fatal) {
        tellBroken(message);
      }
      return new IllegalStateException("Embedded Kafka: " + name + ": " + message, cause);
    };
  }

  /** Whether it has no directory left that it can write to. */
  boolean cannotWrite() {
    return broker.logManager() != null && broker.logManager().liveLogDirs().isEmpty();
  }

  /** Whoever finds it out may be a thread that stopping would wait for. */
  void tellBroken(String why) {
    if (!closed.get() && told.compareAndSet(false, true)) {
      Thread teller = new Thread(() -> broken.accept(why), "embedded-kafka-broken");
      teller.setDaemon(true);
      teller.start();
    }
  }

  /** The address for {@code bootstrap.servers}: {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return BoundListeners.HOST + ":" + listeners.brokerPort();
  }

  /** Stops the broker cleanly: open segments are closed, so the next start needs no recovery. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Halts.forget(this);
    broker.shutdown(told.get() ? Duration.ZERO : STOP_TIMEOUT);
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
    listeners.closeUnused();
    LOG.info("Embedded Kafka stopped bootstrap={}", bootstrapServers());
  }
}
