package dev.plumbline.testkit;

import dev.plumbline.cluster.ApiClients;
import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A cluster to test on: the one that {@code -Dplumbline.kubeconfig} names, else the sandbox.
 *
 * @param kubeconfig kubeconfig of it
 */
public record TestCluster(Path kubeconfig, @Nullable Sandbox sandbox) implements AutoCloseable {

  /** The cluster that is named, else a fresh sandbox whose kubeconfig goes into the directory. */
  public static TestCluster start(Path directory) {
    Path named = named();
    if (named != null) {
      return new TestCluster(named, null);
    }
    Sandbox sandbox = Sandbox.builder().start();
    Path kubeconfig = directory.resolve("kubeconfig");
    sandbox.writeKubeconfig(kubeconfig);
    return new TestCluster(kubeconfig, sandbox);
  }

  /** The kubeconfig that was named; null when none was. */
  public static @Nullable Path named() {
    String named = System.getProperty("plumbline.kubeconfig", "");
    return named.isEmpty() ? null : Path.of(named);
  }

  /** A client of its own; the caller closes it. */
  public KubernetesClient client() {
    return ApiClients.builder(Config.fromKubeconfig(kubeconfig.toFile())).build();
  }

  @Override
  public void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
