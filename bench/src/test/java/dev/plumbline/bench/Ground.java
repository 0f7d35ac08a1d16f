package dev.plumbline.bench;

import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.embedded.EmbeddedKafka;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and a broker outside of the product's process, so that the product's own cost can be
 * told: both in the bench's process, or the cluster that is named.
 *
 * @param keys that seal Secret values, the same for all processes on this ground
 * @param requests what the sandbox is asked; counts nothing on a cluster that is named
 */
record Ground(
    Path kubeconfig,
    Path keys,
    Cluster cluster,
    ApiRequests requests,
    @Nullable Sandbox sandbox,
    EmbeddedKafka broker)
    implements AutoCloseable {

  private static final Duration ESTABLISHED_WITHIN = Duration.ofSeconds(30);

  static Ground open(String name) {
    Path directory = Product.directory(name + "-ground");
    ApiRequests requests = new ApiRequests();
    Sandbox sandbox = null;
    Path kubeconfig = TestCluster.named();
    if (kubeconfig == null) {
      sandbox = Sandbox.builder().filter(requests).start();
      kubeconfig = directory.resolve("kubeconfig");
      sandbox.writeKubeconfig(kubeconfig);
    }
    Ground ground =
        new Ground(
            kubeconfig.toAbsolutePath(),
            keys(directory),
            new Cluster(kubeconfig),
            requests,
            sandbox,
            EmbeddedKafka.start(directory.resolve("kafka"), 0, Map.of()));
    ground.installDefinitions();
    return ground;
  }

  private static Path keys(Path directory) {
    Path keys = directory.resolve("keys").toAbsolutePath();
    try {
      KeyRing.readOrCreate(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  String kafka() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    cluster.close();
    broker.close();
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void installDefinitions() {
    Definitions.install(cluster.client(), "bench", ResourceKind.values());
  }
}
