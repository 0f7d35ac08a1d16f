package dev.plumbline.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Topic;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./plumbline up} in a process of its own, on the cluster that {@code
 * -Dplumbline.kubeconfig} names, else on the sandbox. It may be stopped, killed and started again
 * on the same data.
 */
public final class Installation implements Premises, AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(120);

  private final String name;
  private final Path dataDir;
  private final Map<String, String> environment;
  private final List<String> arguments;
  private final List<PlumblineProcess> processes = new ArrayList<>();
  private Endpoints endpoints;
  private final Cluster cluster;
  private final TopicLog events;

  private Installation(
      String name, Path dataDir, Map<String, String> environment, List<String> arguments) {
    this.name = name;
    this.dataDir = dataDir;
    this.environment = Map.copyOf(environment);
    this.arguments = List.copyOf(arguments);
    this.endpoints = launch();
    this.cluster = new Cluster(endpoints.kubeconfig());
    this.events = new TopicLog(endpoints.kafka(), Topic.values());
  }

  /**
   * Starts one in a fresh data directory and waits until all is ready.
   *
   * @param name names its data directory and the files with its output
   * @param environment variables that override settings
   * @param arguments further arguments of {@code up}
   */
  public static Installation start(
      String name, Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    Path kubeconfig = TestCluster.named();
    if (kubeconfig != null) {
      all.addAll(List.of("--kubeconfig", kubeconfig.toAbsolutePath().toString()));
    }
    return new Installation(name, freshDirectory(name), environment, all);
  }

  /** As {@link #start}, but on a sandbox of its own even where a cluster is named. */
  public static Installation startOnSandbox(
      String name, Map<String, String> environment, String... arguments) {
    return new Installation(name, freshDirectory(name), environment, List.of(arguments));
  }

  /** As {@link #startOnSandbox}, in a data directory that is there. */
  public static Installation startOnSandboxIn(
      Path dataDir, String name, Map<String, String> environment, String... arguments) {
    return new Installation(name, dataDir, environment, List.of(arguments));
  }

  /** Where everything is. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** The cluster it works on, by a client of the suite's own. */
  @Override
  public Cluster cluster() {
    return cluster;
  }

  /** Every record of all its topics, read by a consumer of the suite's own. */
  @Override
  public TopicLog events() {
    return events;
  }

  @Override
  public URI webhooks() {
    return endpoints.metrics().resolve("/");
  }

  /** Its metrics, now. */
  public Metrics metrics() {
    return Metrics.scrape(endpoints.metrics());
  }

  /** Its data directory. */
  public Path dataDir() {
    return dataDir;
  }

  /** The process that runs it, or ran it last. */
  public PlumblineProcess process() {
    return processes.get(processes.size() - 1);
  }

  /** Every process that ran it. */
  public List<PlumblineProcess> processes() {
    return List.copyOf(processes);
  }

  /** Whether its cluster is the sandbox, which goes and comes with it. */
  public static boolean onSandbox() {
    return TestCluster.named() == null;
  }

  /** Stops it as Ctrl-C does; it must end by itself and well. */
  public void stop() {
    int exit = process().stop();
    // 143 is what a JVM says that ended, in order, because of SIGTERM
    assertThat(exit).as("exit code of a stopped installation").isIn(0, 143);
    assertThat(Endpoints.present(dataDir))
        .as("endpoints.json of an installation that is down")
        .isFalse();
  }

  /** Takes it away without a word. */
  public void kill() {
    process().kill();
  }

  /** Starts it again on the same data and waits until all is ready. */
  public void startAgain() {
    endpoints = launch();
  }

  @Override
  public void close() {
    events.close();
    cluster.close();
    if (process().alive()) {
      stop();
    }
  }

  private static Path freshDirectory(String name) {
    try {
      Files.createDirectories(PlumblineProcess.WORK);
      return Files.createTempDirectory(PlumblineProcess.WORK, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Endpoints launch() {
    try {
      Files.deleteIfExists(dataDir.resolve("endpoints.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of("up", "--data-dir", dataDir.toString()));
    command.addAll(arguments);
    PlumblineProcess process = PlumblineProcess.start(name, environment, command);
    processes.add(process);
    try {
      Waiting.until(
          READY_WITHIN,
          () -> "not ready; it printed\n" + process.out() + "\n" + process.err() + logTail(),
          () -> Endpoints.present(dataDir) || !process.alive());
      assertThat(process.alive())
          .as("runs; it printed%n%s%n%s", process.out(), process.err())
          .isTrue();
      return Endpoints.read(dataDir);
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  private String logTail() {
    Path log = dataDir.resolve("plumbline.log");
    try {
      List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
      return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "\n(" + log + " cannot be read: " + e + ")";
    }
  }
}
