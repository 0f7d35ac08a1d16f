package dev.plumbline.testkit.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.TestKafka;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Each service in processes of its own, any number of each, on one broker and one API server that
 * live in the suite's JVM: whatever happens to a service, these go on.
 */
public final class Fleet implements AutoCloseable {

  /** The services. */
  public static final List<String> ROLES =
      List.of("webhook-ingest", "git-poller", "renderer", "drift-detector", "applier", "notifier");

  private static final Duration READY_WITHIN = Duration.ofSeconds(300);
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");

  private final String name;
  private final Path directory;
  private final Map<String, String> settings;
  private final List<String> jvm;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final TestKafka kafka;
  private final TestCluster api;
  private final Cluster cluster;
  private final TopicLog events;

  private Fleet(String name, Map<String, String> settings, List<String> jvm, List<Topic> topics) {
    this.name = name;
    this.settings = Map.copyOf(settings);
    this.jvm = List.copyOf(jvm);
    this.directory = freshDirectory(name);
    this.kafka = TestKafka.start(directory.resolve("kafka"));
    this.api = TestCluster.start(directory);
    this.cluster = new Cluster(api.kubeconfig());
    makeKeys();
    defineResources();
    start(ROLES);
    this.events = new TopicLog(kafka.bootstrapServers(), topics.toArray(Topic[]::new));
  }

  /**
   * Starts one instance of each service and waits until all are ready.
   *
   * @param name names its data directory and the files with the output
   * @param settings variables that override settings of every process
   * @param jvm further options of every JVM
   * @param topics what {@link #events()} reads
   */
  public static Fleet start(
      String name, Map<String, String> settings, List<String> jvm, List<Topic> topics) {
    return new Fleet(name, settings, jvm, topics);
  }

  /** Where a process listens, read once from all that it logs. */
  private record Listening(PlumblineProcess process, URI at) {}

  /** One instance of a service, in the process that runs it now. */
  public final class Member implements AutoCloseable {

    private final String role;
    private final int number;
    private volatile PlumblineProcess process;
    private volatile @Nullable Listening listening;

    private Member(String role, int number) {
      this.role = role;
      this.number = number;
      this.process = launch();
    }

    /** The service. */
    public String role() {
      return role;
    }

    /** Its process, which {@link #startAgain()} replaces. */
    public PlumblineProcess process() {
      return process;
    }

    /** Starts it under its name and on its data; the former process must have ended. */
    public void startAgain() {
      assertThat(process.alive()).as("%s runs still", this).isFalse();
      process = launch();
    }

    /** Waits until it says that it is ready. */
    public void awaitReady() {
      Waiting.until(
          READY_WITHIN,
          () -> this + " is not ready; it printed\n" + process.out() + "\n" + process.err(),
          this::ready);
    }

    /** Whether it runs and says that it is ready. */
    public boolean ready() {
      return process.alive()
          && address().filter(address -> answers(address.resolve("/q/health/ready"))).isPresent();
    }

    /** Where it listens: it chooses a port at each start. Empty until its log tells it. */
    public Optional<URI> address() {
      PlumblineProcess now = process;
      Listening known = listening;
      if (known != null && known.process() == now) {
        return Optional.of(known.at());
      }
      Matcher said = LISTENING.matcher(now.out());
      if (!said.find()) {
        return Optional.empty();
      }
      URI at = URI.create("http://127.0.0.1:" + said.group(1));
      listening = new Listening(now, at);
      return Optional.of(at);
    }

    /** Its name, for logs. */
    @Override
    public String toString() {
      return role + "-" + number;
    }

    @Override
    public void close() {
      process.close();
    }

    private PlumblineProcess launch() {
      Map<String, String> environment = new HashMap<>();
      environment.put("PLUMBLINE_ROLES", role);
      environment.put("PLUMBLINE_KUBECONFIG", api.kubeconfig().toAbsolutePath().toString());
      environment.put("PLUMBLINE_DATA_DIR", directory.resolve(toString()).toString());
      environment.put("PLUMBLINE_ENCRYPTION_KEY_FILE", directory.resolve("keys").toString());
      environment.put("PLUMBLINE_KAFKA_PARTITIONS", "4");
      environment.put("PLUMBLINE_KAFKA_INSTANCE_ID", toString());
      environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
      environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
      environment.put("QUARKUS_HTTP_PORT", "0");
      environment.putAll(settings);
      return PlumblineProcess.start(name + "-" + this, environment, List.of(), jvm);
    }
  }

  /** Starts one more instance of each of these services and waits until all are ready. */
  public List<Member> start(List<String> roles) {
    List<Member> started = new ArrayList<>();
    for (String role : roles) {
      Member member = new Member(role, freeNumber(role));
      members.add(member);
      started.add(member);
    }
    started.forEach(Member::awaitReady);
    return started;
  }

  private int freeNumber(String role) {
    return IntStream.iterate(1, number -> number + 1)
        .filter(number -> members(role).stream().noneMatch(each -> each.number == number))
        .findFirst()
        .orElseThrow();
  }

  /** Stops an instance as a container is stopped, and forgets it. */
  public void remove(Member member) {
    member.process().stop();
    members.remove(member);
  }

  /** All instances. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  /** The instances of a service. */
  public List<Member> members(String role) {
    return members.stream().filter(member -> member.role().equals(role)).toList();
  }

  /** The cluster, by a client of the suite's own. */
  public Cluster cluster() {
    return cluster;
  }

  /** The events of the topics that were asked for, read by a consumer of the suite's own. */
  public TopicLog events() {
    return events;
  }

  /** The broker's address. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public void close() throws Exception {
    members.forEach(Member::close);
    events.close();
    cluster.close();
    api.close();
    kafka.close();
  }

  private void makeKeys() {
    try {
      KeyRing.readOrCreate(directory.resolve("keys"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void defineResources() {
    try (KubernetesClient client = api.client()) {
      Definitions.install(client, "installer", ResourceKind.values());
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

  private static boolean answers(URI page) {
    try {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(ASKED_WITHIN).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
