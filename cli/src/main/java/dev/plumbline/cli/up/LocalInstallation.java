package dev.plumbline.cli.up;

import dev.plumbline.cli.ServiceStarter;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.embedded.EmbeddedKafka;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Puts an installation together from its parts and takes it apart again: first what the services
 * need, then the services, and on the way down the other way round.
 */
final class LocalInstallation {

  /** The exit code of an installation whose Kafka could no longer write. */
  private static final int KAFKA_BROKE = 1;

  private static final int STOPS_WITHIN_SECONDS = 60;

  private final UpOptions options;
  private final PrintWriter out;
  private final Parts parts = new Parts();

  LocalInstallation(UpOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /** Runs until the process is told to stop; gives the exit code. */
  int run(ServiceStarter starter) throws IOException {
    @Nullable NamedRepository repository = NamedRepository.of(options);
    try {
      DataDirectory data = parts.keep(DataDirectory.take(options.dataDir()));
      Endpoints.remove(data.root());
      parts.keep(() -> Endpoints.remove(data.root()));
      checkKeys(data);
      Ports ports = new Ports(data.ports());
      int httpPort = ports.choose("http", options.httpPort());
      int kafkaPort = ports.choose("kafka", options.kafkaPort());
      CompletableFuture<EmbeddedKafka> starting =
          CompletableFuture.supplyAsync(
              () -> startKafka(data, kafkaPort, why -> kafkaBroke(data, why, starter)));
      parts.keep(() -> closeOnceStarted(starting));
      TargetCluster cluster = parts.keep(startCluster(data, ports));
      out.println("Working on " + cluster.description());
      out.flush();
      URI http = URI.create("http://127.0.0.1:" + httpPort);
      Source source;
      try (KubernetesClient client = cluster.client()) {
        Bootstrap bootstrap = new Bootstrap(client);
        bootstrap.installDefinitions();
        source =
            repository == null
                ? parts.keep(SampleSource.start(data, ports, options.gitPort(), bootstrap))
                : NamedSource.of(repository, options, bootstrap);
      }
      EmbeddedKafka kafka = join(starting, data);
      data.rememberPorts(ports.chosen());
      Progress progress = parts.keep(progress(kafka));
      Readiness.whenReady(
          http, () -> announce(data, endpoints(cluster, source, http, kafka), progress));
      return starter.run(settings(data, cluster, kafka, httpPort), parts::stop);
    } catch (IOException | RuntimeException e) {
      parts.stop();
      throw e;
    }
  }

  private TargetCluster startCluster(DataDirectory data, Ports ports) throws IOException {
    if (options.namesCluster()) {
      TargetCluster cluster = TargetCluster.named(options.kubeconfig(), options.context());
      out.println("About to change the cluster " + cluster.description());
      return cluster;
    }
    int port = ports.choose("kubernetes", options.kubernetesPort());
    return TargetCluster.startSandbox(data, port, sandboxKey(data));
  }

  /** Before anything starts: a wrong key would be found late, and not told as what it is. */
  private static void checkKeys(DataDirectory data) throws IOException {
    try {
      KeyRing.readOrCreate(data.encryptionKey());
    } catch (IllegalArgumentException e) {
      throw new UserError("the encryption key is wrong: " + e.getMessage(), e);
    }
  }

  private static byte[] sandboxKey(DataDirectory data) throws IOException {
    try {
      return HexFormat.of().parseHex(PrivateFiles.token(data.sandboxKey()));
    } catch (IllegalArgumentException e) {
      throw new UserError(data.sandboxKey() + " is wrong: expected hexadecimal digits", e);
    }
  }

  private static EmbeddedKafka startKafka(DataDirectory data, int port, Consumer<String> broken) {
    return EmbeddedKafka.start(data.kafka(), port, Map.of(), broken);
  }

  /** Nothing goes on without a broker. What it had acknowledged is there the next time. */
  private void kafkaBroke(DataDirectory data, String why, ServiceStarter starter) {
    out.println(
        ("Kafka can no longer write to %s, so everything stops (%s). Make room on that disk, and"
                + " start again: it goes on from here.")
            .formatted(data.kafka(), why));
    out.flush();
    starter.stop(KAFKA_BROKE);
    try {
      TimeUnit.SECONDS.sleep(STOPS_WITHIN_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.println("It did not stop in " + STOPS_WITHIN_SECONDS + " s, and is ended.");
    out.flush();
    Runtime.getRuntime().halt(KAFKA_BROKE);
  }

  private static Endpoints endpoints(
      TargetCluster cluster, Source source, URI http, EmbeddedKafka kafka) {
    try (KubernetesClient client = cluster.client()) {
      return new Endpoints(
          source.cloneUrl(),
          cluster.kubeconfig().toString(),
          cluster.context(),
          source.webhook(http, client).toString(),
          http.resolve("/q/metrics").toString(),
          kafka.bootstrapServers());
    }
  }

  private Progress progress(EmbeddedKafka kafka) {
    return new Progress(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()), out);
  }

  private void announce(DataDirectory data, Endpoints endpoints, Progress progress) {
    try {
      endpoints.write(data.root());
    } catch (IOException e) {
      out.println("endpoints.json cannot be written: " + e.getMessage());
    }
    out.println();
    out.println("Plumbline is up.");
    out.println("  git         " + endpoints.git());
    out.println("  kubectl     kubectl --kubeconfig " + endpoints.kubeconfig());
    out.println("  webhook     " + endpoints.webhook());
    out.println("  metrics     " + endpoints.metrics());
    out.println("  kafka       " + endpoints.kafka() + "   (./plumbline events follows it)");
    out.println("  log         " + data.log());
    out.println("Ctrl-C stops it; the next up goes on from here.");
    out.println();
    out.flush();
    progress.start();
  }

  private Map<String, String> settings(
      DataDirectory data, TargetCluster cluster, EmbeddedKafka kafka, int httpPort) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    settings.put("quarkus.http.host", "127.0.0.1");
    settings.put("quarkus.http.port", String.valueOf(httpPort));
    settings.put("plumbline.kubeconfig", cluster.kubeconfig().toString());
    if (cluster.context() != null) {
      settings.put("plumbline.kube-context", cluster.context());
    }
    settings.put("plumbline.data-dir", data.services().toString());
    settings.put("plumbline.encryption.key-file", data.encryptionKey().toString());
    settings.put("plumbline.kafka.replication", "1");
    settings.put("plumbline.renderer.allow-file-repositories", "true");
    settings.put("quarkus.log.file.enabled", "true");
    settings.put("quarkus.log.file.path", data.log().toString());
    settings.put("quarkus.log.console.enabled", String.valueOf(options.verbose()));
    settings.put("quarkus.log.console.json.enabled", "false");
    settings.put("quarkus.banner.enabled", "false");
    putUnlessSet(settings, "plumbline.kafka.partitions", "4");
    putUnlessSet(settings, "plumbline.git-poller.interval", "15s");
    return settings;
  }

  /** Leaves a setting alone that the environment already has. */
  private static void putUnlessSet(Map<String, String> settings, String name, String value) {
    String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    if (System.getenv(variable) == null && System.getProperty(name) == null) {
      settings.put(name, value);
    }
  }

  private static void closeOnceStarted(CompletableFuture<EmbeddedKafka> starting) {
    EmbeddedKafka kafka = starting.exceptionally(failure -> null).join();
    if (kafka != null) {
      kafka.close();
    }
  }

  private static EmbeddedKafka join(CompletableFuture<EmbeddedKafka> starting, DataDirectory data) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserError(
          "Kafka cannot be started on %s: %s".formatted(data.kafka(), cause.getMessage()), e);
    }
  }
}
