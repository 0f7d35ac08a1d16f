package dev.plumbline.testkit;

import dev.plumbline.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker: Apache Kafka embedded in this JVM, or in a container where {@code
 * -Dplumbline.test.kafka=container} asks for it and Docker answers.
 */
public final class TestKafka implements AutoCloseable {

  private static final String IMAGE = "apache/kafka-native:4.1.1";

  private final String bootstrapServers;
  private final AutoCloseable broker;

  private TestKafka(String bootstrapServers, AutoCloseable broker) {
    this.bootstrapServers = bootstrapServers;
    this.broker = broker;
  }

  /** Starts one; an embedded one keeps its data in the directory. */
  public static TestKafka start(Path directory) {
    boolean asked = "container".equals(System.getProperty("plumbline.test.kafka"));
    if (asked && DockerClientFactory.instance().isDockerAvailable()) {
      KafkaContainer container = new KafkaContainer(IMAGE);
      container.start();
      return new TestKafka(container.getBootstrapServers(), container);
    }
    EmbeddedKafka embedded = EmbeddedKafka.start(directory, 0, Map.of());
    return new TestKafka(embedded.bootstrapServers(), embedded);
  }

  /** Its bootstrap address. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() throws Exception {
    broker.close();
  }
}
