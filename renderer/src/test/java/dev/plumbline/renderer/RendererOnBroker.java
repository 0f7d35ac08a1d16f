package dev.plumbline.renderer;

import dev.plumbline.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A broker for a class of tests, and renderers on it with topics of their own. */
abstract class RendererOnBroker {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir static Path brokerDirectory;
  private static EmbeddedKafka broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(brokerDirectory, 0, Map.of());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /**
   * A renderer that is started.
   *
   * @param directory for what it keeps on disk
   */
  static TestInstallation installation(Path directory, Map<String, String> settings) {
    return new TestInstallation(
        broker.bootstrapServers(), "t" + NUMBER.incrementAndGet() + ".", directory, settings);
  }
}
