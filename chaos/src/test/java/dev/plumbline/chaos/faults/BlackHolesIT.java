package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.FaultyApi;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One of two clusters, and one of two Git hosts, takes every request and answers none. What lives
 * on the others does not notice, however much waits for the hole.
 */
@ExtendWith(OneWorld.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlackHolesIT {

  /** More than the calls that one destination may have under way. */
  private static final int NEIGHBOURS = 20;

  private static final int PUSHES = 100;

  private final World world;
  private final Stage stage;
  private final GitHost farHost = GitHost.open();
  private final List<RunningApplication> onFarCluster = new ArrayList<>();
  private final List<RunningApplication> fromFarHost = new ArrayList<>();
  private Sandbox far;
  private FaultyApi farApi;
  private Cluster farCluster;
  private Shop shop;
  private HostedRepository shared;
  private HostedRepository remote;

  BlackHolesIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  @BeforeAll
  void openTwoOfEach() throws IOException {
    Extent.fullOnly();
    far = Sandbox.builder().start();
    Path directory = Files.createDirectories(world.directory().resolve("far"));
    far.writeKubeconfig(directory.resolve("kubeconfig"));
    farApi = FaultyApi.before(directory.resolve("kubeconfig"), directory.resolve("faulty"));
    farCluster = new Cluster(directory.resolve("kubeconfig"));
    stage.cluster().create(secretOf(farApi.kubeconfig())).object();
    farHost.tells(stage.webhook());
    shop = Shop.open(stage, "near");

    shared = stage.git().repository("shared");
    String first = pushTo(shared, 0);
    remote = farHost.repository("remote");
    String second = pushTo(remote, 0);
    for (int i = 0; i < NEIGHBOURS; i++) {
      ApplicationDraft there = stage.application("there-" + i, shared, "").namespace("there-" + i);
      ((ObjectNode) there.manifest().at("/spec/destination")).put("name", clusterName());
      onFarCluster.add(there.create());
      fromFarHost.add(
          stage.application("remote-" + i, remote, "").namespace("remote-" + i).create());
    }
    onFarCluster.forEach(application -> application.awaitConverged(first));
    fromFarHost.forEach(application -> application.awaitConverged(second));
  }

  @AfterAll
  void close() {
    farHost.close();
    if (far != null) {
      farApi.close();
      farCluster.close();
      far.close();
    }
  }

  @Test
  void oneClusterThatAnswersNothingLeavesTheOtherAlone() {
    Times before = pushes();
    long syncs = succeeded(shop.application());

    // when: all that is on the far cluster has something to be written
    farApi.swallow();
    String waiting = pushTo(shared, 1);
    Times during = pushes();

    // then
    print("cluster", before, during);
    assertThat(succeeded(shop.application()) - syncs).isEqualTo(PUSHES);
    onFarCluster.forEach(
        application ->
            assertThat(application.events(ConvergenceReached.class))
                .as("what %s claims to have reached", application.key())
                .noneMatch(reached -> RunningApplication.commits(reached.revisions(), waiting)));
    shop.editByHand();
    shop.assertAsPushed(shop.push());

    // when it answers again
    farApi.none();
    onFarCluster.forEach(application -> application.awaitReadyAt(waiting));
  }

  @Test
  void oneGitHostThatAnswersNothingLeavesTheOtherAlone() {
    Times before = pushes();
    long syncs = succeeded(shop.application());

    // when: all that comes from the far host is to be looked at
    farHost.tells(null);
    String waiting = pushTo(remote, 1);
    farHost.fault().swallow();
    for (int i = 0; i < NEIGHBOURS; i++) {
      stage.webhook().tell(remote.url(), "refs/heads/main", "", waiting);
    }
    Times during = pushes();

    // then
    print("Git host", before, during);
    assertThat(succeeded(shop.application()) - syncs).isEqualTo(PUSHES);

    // when it answers again
    farHost.fault().none();
    fromFarHost.forEach(application -> application.awaitReadyAt(waiting));
  }

  /** Times from a push to convergence, sorted. */
  private record Times(List<Duration> sorted) {
    Duration at(double quantile) {
      return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
    }
  }

  /** Pushes to what lives on the near cluster, from the near host. */
  private Times pushes() {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < PUSHES; i++) {
      long begin = System.nanoTime();
      shop.application().awaitConverged(shop.push());
      times.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    times.sort(null);
    return new Times(times);
  }

  private static void print(String hole, Times before, Times during) {
    System.out.printf(
        "black hole: %s; push to converged of the others, %d pushes, p50 %d ms before, %d ms"
            + " during; p99 %d ms before, %d ms during%n",
        hole,
        PUSHES,
        before.at(0.5).toMillis(),
        during.at(0.5).toMillis(),
        before.at(0.99).toMillis(),
        during.at(0.99).toMillis());
  }

  private static long succeeded(RunningApplication application) {
    return application.events(SyncEvent.Succeeded.class).size();
  }

  private static String pushTo(HostedRepository repository, int version) {
    repository.write("config.yaml", Manifests.configMap("config", "v" + version));
    return repository.push("Version " + version);
  }

  private ObjectNode secretOf(Path kubeconfig) throws IOException {
    ObjectNode secret =
        Cluster.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: %1$s
              namespace: default
              labels: {plumbline.dev/cluster: %1$s}
            """
                .formatted(clusterName()));
    byte[] content = Files.readString(kubeconfig).getBytes(StandardCharsets.UTF_8);
    secret.putObject("data").put("kubeconfig", Base64.getEncoder().encodeToString(content));
    return secret;
  }

  /** New in each run, as the control cluster may be an old one. */
  private String clusterName() {
    return "far-" + stage.namespace();
  }
}
