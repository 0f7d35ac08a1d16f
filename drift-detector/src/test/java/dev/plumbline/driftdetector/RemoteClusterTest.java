package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Destination clusters that are not there, go away, or come back as they were before. */
class RemoteClusterTest extends Pipeline {

  @Test
  void aClusterThatIsNotKnownIsNamedAndOthersGoOn() throws Exception {
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper().readTree("{\"spec\":{\"destination\":{\"name\":\"nowhere\"}}}"),
            "test"));

    desire(config("a", "1"));

    Verdict verdict =
        log.await(
            SOON,
            Verdict.class,
            v -> v.application().equals(key) && v.message().contains("nowhere"));
    assertThat(verdict.sync()).isEqualTo(Verdict.SyncStatus.Unknown);
    awaitStatus("Ready", "UnknownCluster");
  }

  @Test
  void aClusterThatGoesAwayIsToldAndItsReturnToo() throws Exception {
    Path data = directory.resolve("east-" + id);
    Sandbox east = Sandbox.builder().dataDir(data).encryptionKey(new byte[32]).start();
    int port = east.url().getPort();
    ClusterClient client =
        ClusterClient.of(
            "east",
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(east.kubeconfigYaml()))
                .build());
    DetectorProcess.OTHERS.put("east", client);
    applier.use(client);
    applicationIs(
        hand.patch(
            applicationRef(),
            null,
            PatchType.MERGE,
            Json.mapper().readTree("{\"spec\":{\"destination\":{\"name\":\"east\"}}}"),
            "test"));
    client.create(namespaceRef(), object(namespaceRef(), "{}"));
    desire(config("a", "1"));
    applier.carryOut(plan(1));
    awaitTold("ConvergenceReached");

    east.close();

    awaitTold("ConvergenceReached", "ConvergenceLost");
    assertThat(awaitStatus("Ready", "Unreachable").path("sync").path("status").asText())
        .isEqualTo("Unknown");
    try (Sandbox again =
        Sandbox.builder().port(port).dataDir(data).encryptionKey(new byte[32]).start()) {
      awaitTold("ConvergenceReached", "ConvergenceLost", "ConvergenceReached");
      awaitStatus("Ready", "Converged");
    }
    DetectorProcess.OTHERS.clear();
    client.close();
  }

  @Test
  void aClusterThatWasPutBackToAnEarlierStateIsBroughtUpToDate() throws Exception {
    Path data = directory.resolve("west-" + id);
    Sandbox west = Sandbox.builder().dataDir(data).encryptionKey(new byte[32]).start();
    int port = west.url().getPort();
    ClusterClient client =
        ClusterClient.of(
            "west",
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(west.kubeconfigYaml()))
                .build());
    DetectorProcess.OTHERS.put("west", client);
    applier.use(client);
    client.create(namespaceRef(), object(namespaceRef(), "{}"));
    west.close();
    Path backup = directory.resolve("backup-" + id);
    copy(data, backup);
    try (Sandbox live =
        Sandbox.builder().port(port).dataDir(data).encryptionKey(new byte[32]).start()) {
      applicationIs(
          hand.patch(
              applicationRef(),
              null,
              PatchType.MERGE,
              Json.mapper().readTree("{\"spec\":{\"destination\":{\"name\":\"west\"}}}"),
              "test"));
      desire(config("a", "1"));
      applier.carryOut(plan(1));
      awaitTold("ConvergenceReached");
    }
    try (Sandbox restored =
        Sandbox.builder().port(port).dataDir(backup).encryptionKey(new byte[32]).start()) {

      PlanMade again = plan(2);

      applier.carryOut(again);
      awaitStatus("Ready", "Converged");
      assertThat(client.get(configRef("a"))).isPresent();
    }
    DetectorProcess.OTHERS.clear();
    client.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
