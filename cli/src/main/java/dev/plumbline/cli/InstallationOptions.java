package dev.plumbline.cli;

import dev.plumbline.cli.up.Endpoints;
import dev.plumbline.contracts.TopicNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which installation is meant: one that {@code up} started, or one elsewhere. */
public final class InstallationOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".plumbline",
      description =
          "Data directory of the ./plumbline up that is meant (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Path dataDir;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Kafka to talk to instead, for an installation that up did not start.")
  private @Nullable String bootstrap;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Properties of Kafka's clients, such as security.protocol and sasl.jaas.config.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Prefix of the installation's topics; none unless it was given one.")
  @SuppressWarnings("NullAway.Init")
  private String prefix;

  /** Whether it is one that {@code up} did not start. */
  public boolean elsewhere() {
    return bootstrap != null;
  }

  /**
   * Where the {@code up} that is meant has everything.
   *
   * @throws UserError when nothing is up there
   */
  public Endpoints endpoints() {
    return Endpoints.read(dataDir);
  }

  /** The broker's address. */
  public String servers() {
    return bootstrap != null ? bootstrap : endpoints().kafka();
  }

  /** The names of its topics. */
  public TopicNames topics() {
    return new TopicNames(prefix);
  }

  /**
   * What every client of its Kafka needs: the address, and what the file says of TLS and SASL.
   *
   * @throws UserError when the file cannot be read
   */
  public Map<String, Object> connection() {
    Map<String, Object> settings = new HashMap<>();
    if (kafkaConfig != null) {
      read(kafkaConfig).forEach((name, value) -> settings.put(String.valueOf(name), value));
    }
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers());
    return settings;
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("--kafka-config " + file + " cannot be read: " + e, e);
    }
    return properties;
  }
}
