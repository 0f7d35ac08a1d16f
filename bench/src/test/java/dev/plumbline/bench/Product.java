package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.PlumblineProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The product in a process of its own, and what that process uses.
 *
 * @param http where webhooks, metrics and health are
 * @param kafka bootstrap address
 */
record Product(PlumblineProcess process, URI http, Path kubeconfig, String kafka)
    implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");

  /** {@code ./plumbline up}: broker, services and, if no cluster is named, the sandbox in one. */
  static Product up(String name) {
    Path data = directory(name);
    List<String> command = new ArrayList<>(List.of("up", "--data-dir", data.toString()));
    Path named = TestCluster.named();
    if (named != null) {
      command.addAll(List.of("--kubeconfig", named.toAbsolutePath().toString()));
    }
    Map<String, String> environment = new HashMap<>(profiling(name));
    environment.put("PLUMBLINE_GIT_POLLER_INTERVAL", "1h");
    PlumblineProcess process = PlumblineProcess.start(name, environment, command);
    Path endpoints = data.resolve("endpoints.json");
    Waiting.until(
        READY_WITHIN,
        () -> "not ready: " + process.out() + process.err(),
        () -> Files.exists(endpoints) || !process.alive());
    try {
      JsonNode json = Json.mapper().readTree(Files.readAllBytes(endpoints));
      return new Product(
          process,
          URI.create(json.required("metrics").asText()),
          Path.of(json.required("kubeconfig").asText()),
          json.required("kafka").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All services and nothing else, on a cluster and a broker that are there. */
  static Product services(String name, Ground ground) {
    return services(name, ground, Map.of(), List.of());
  }

  /** As {@link #services(String, Ground)}, with other settings and further options of the JVM. */
  static Product services(
      String name, Ground ground, Map<String, String> settings, List<String> jvm) {
    Path data = directory(name);
    Map<String, String> environment = new HashMap<>(profiling(name));
    environment.put("PLUMBLINE_KUBECONFIG", ground.kubeconfig().toString());
    environment.put("PLUMBLINE_DATA_DIR", data.toString());
    environment.put("PLUMBLINE_ENCRYPTION_KEY_FILE", ground.keys().toString());
    environment.put("PLUMBLINE_KAFKA_PARTITIONS", "4");
    environment.put("PLUMBLINE_KAFKA_REPLICATION", "1");
    environment.put("KAFKA_BOOTSTRAP_SERVERS", ground.kafka());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", "0");
    environment.putAll(settings);
    PlumblineProcess process = PlumblineProcess.start(name, environment, List.of(), jvm);
    Waiting.until(
        READY_WITHIN,
        () -> "not ready: " + process.out() + process.err(),
        () -> ready(process) || !process.alive());
    return new Product(process, address(process), ground.kubeconfig(), ground.kafka());
  }

  /** Its metrics, now. */
  Metrics metrics() {
    return Metrics.scrape(http.resolve("/q/metrics"));
  }

  /** Processor time used so far. */
  Duration cpu() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** Heap in use once garbage is gone, in MiB. */
  double heapAfterGc() {
    jcmd("GC.run");
    return metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20);
  }

  /** Memory as the system counts it, in MiB: {@code VmRSS} now, {@code VmHWM} at its highest. */
  double resident(String field) {
    return resident(process.pid(), field);
  }

  static double resident(long pid, String field) {
    Path status = Path.of("/proc", String.valueOf(pid), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(field + ":"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    process.stop();
  }

  /** Records what it does, from now on. */
  void record(String settings) {
    jcmd("JFR.start", "name=bench", "settings=" + settings);
  }

  /** Ends the recording and leaves it in a file. */
  void recordInto(Path file) {
    jcmd("JFR.stop", "name=bench", "filename=" + file.toAbsolutePath());
  }

  private void jcmd(String... command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(String.valueOf(process.pid()));
    line.addAll(List.of(command));
    try {
      Process jcmd =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
        throw new IllegalStateException("jcmd " + String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** With {@code -Dbench.profile=DIR} each process leaves a flight recording there. */
  private static Map<String, String> profiling(String name) {
    String directory = System.getProperty("bench.profile", "");
    return directory.isEmpty()
        ? Map.of()
        : Map.of(
            "JAVA_TOOL_OPTIONS",
            "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                + Path.of(directory, name + ".jfr").toAbsolutePath());
  }

  static Path directory(String name) {
    try {
      Files.createDirectories(PlumblineProcess.WORK);
      return Files.createTempDirectory(PlumblineProcess.WORK, "bench-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ready(PlumblineProcess process) {
    if (!LISTENING.matcher(process.out()).find()) {
      return false;
    }
    try {
      return HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address(process).resolve("/q/health/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static URI address(PlumblineProcess process) {
    Matcher listening = LISTENING.matcher(process.out());
    if (!listening.find()) {
      throw new IllegalStateException("it does not say where it listens: " + process.out());
    }
    return URI.create("http://127.0.0.1:" + listening.group(1));
  }
}
