package dev.plumbline.chaos.faults;

import dev.plumbline.chaos.kills.StandStill;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Broker;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.FaultyApi;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.Premises;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All services in one process, and all that they depend on in the suite's JVM, where each can be
 * made to fail: the broker, the API server, and every Git host of a stage.
 */
final class World implements Premises, AutoCloseable {

  /** How long to wait for what has to outlast pauses of half a minute. */
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path directory;
  private final int port = freePort();
  private final Broker broker;
  private final TestCluster server;
  private final FaultyApi api;
  private final Cluster cluster;
  private PlumblineProcess services;
  private TopicLog events;

  World() {
    this.directory = freshDirectory();
    this.broker = Broker.start(directory.resolve("kafka"));
    this.server = TestCluster.start(directory);
    this.api = FaultyApi.before(server.kubeconfig(), directory.resolve("faulty-kubeconfig"));
    this.cluster = new Cluster(server.kubeconfig());
    defineKeys();
    defineResources();
    this.services = launch();
    awaitReady();
    this.events = new TopicLog(broker.bootstrapServers(), Topic.values());
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public TopicLog events() {
    return events;
  }

  @Override
  public URI webhooks() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  Broker broker() {
    return broker;
  }

  /** The API server as the services see it. */
  FaultyApi api() {
    return api;
  }

  Metrics metrics() {
    return Metrics.scrape(webhooks().resolve("/q/metrics"));
  }

  PlumblineProcess services() {
    return services;
  }

  /** Where this world keeps its files. */
  Path directory() {
    return directory;
  }

  /** Ends every fault. */
  void heal() {
    broker.startAgain();
    api.none();
    awaitReady();
  }

  /** Kills the services and starts them again on what Kafka, Git and the cluster hold. */
  void restartServices() {
    restartServices(() -> {});
  }

  /** As above, with something done while they are down. */
  void restartServices(Runnable meanwhile) {
    services.kill();
    meanwhile.run();
    services = launch();
    awaitReady();
  }

  /** What the services keep on disk. */
  Path data() {
    return directory.resolve("data");
  }

  /** The broker comes back without anything it ever held. */
  void loseKafka() {
    events.close();
    broker.stop();
    broker.loseData();
    broker.startAgain();
    events = new TopicLog(broker.bootstrapServers(), Topic.values());
  }

  void awaitReady() {
    Waiting.until(
        PATIENCE,
        () -> "not ready: " + readiness() + "; it printed\n" + tail(services.out()),
        () -> {
          if (!services.alive()) {
            throw new AssertionError("the services ended: " + tail(services.out()));
          }
          return get("/q/health/ready") == 200;
        });
  }

  /** What readiness says. */
  String readiness() {
    try {
      return HTTP.send(request("/q/health/ready"), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The status with which the services answer; 0 if they do not. */
  int get(String page) {
    try {
      return HTTP.send(request(page), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    services.close();
    events.close();
    cluster.close();
    api.close();
    server.close();
    broker.close();
  }

  private HttpRequest request(String page) {
    return HttpRequest.newBuilder(webhooks().resolve(page)).timeout(Duration.ofSeconds(5)).build();
  }

  private PlumblineProcess launch() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PLUMBLINE_KUBECONFIG", api.kubeconfig().toString());
    environment.put("PLUMBLINE_DATA_DIR", data().toString());
    environment.put("PLUMBLINE_ENCRYPTION_KEY_FILE", directory.resolve("keys").toString());
    environment.put("PLUMBLINE_KAFKA_PARTITIONS", "4");
    environment.put("PLUMBLINE_GIT_POLLER_INTERVAL", "1h");
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    return PlumblineProcess.start("faults", environment, List.of(), List.of(StandStill.JVM_OPTION));
  }

  private void defineKeys() {
    try {
      KeyRing.readOrCreate(directory.resolve("keys"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void defineResources() {
    try (KubernetesClient client = server.client()) {
      Definitions.install(client, "installer", ResourceKind.values());
    }
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 6_000));
  }

  private static Path freshDirectory() {
    try {
      Files.createDirectories(PlumblineProcess.WORK);
      return Files.createTempDirectory(PlumblineProcess.WORK, "faults-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that stays the same when the services start again, as webhooks have to find them. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
