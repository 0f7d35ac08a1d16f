package dev.plumbline.cli.up;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a person asked of {@code up}; null stands for what was not said. */
record UpOptions(
    Path dataDir,
    @Nullable String repo,
    @Nullable String revision,
    @Nullable String path,
    @Nullable String namespace,
    @Nullable Path sshKey,
    @Nullable Path knownHosts,
    @Nullable Path kubeconfig,
    @Nullable String context,
    @Nullable Integer httpPort,
    @Nullable Integer gitPort,
    @Nullable Integer kubernetesPort,
    @Nullable Integer kafkaPort,
    boolean verbose) {

  /** Whether a cluster is named; otherwise the sandbox is used. */
  boolean namesCluster() {
    return kubeconfig != null || context != null;
  }
}
