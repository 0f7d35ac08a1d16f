package dev.plumbline.cli.up;

import dev.plumbline.cli.UserError;
import dev.plumbline.cluster.ApiClients;
import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that {@code up} works on.
 *
 * @param kubeconfig kubeconfig that names it
 * @param context context in it; null for the current one
 * @param description for people
 * @param sandbox the sandbox; null for a real cluster
 */
record TargetCluster(
    Path kubeconfig, @Nullable String context, String description, @Nullable Sandbox sandbox)
    implements AutoCloseable {

  private static final int ANSWER_MILLIS = 5_000;

  /** Starts the sandbox, going on with what it held before. */
  static TargetCluster startSandbox(DataDirectory data, int port, byte[] encryptionKey)
      throws IOException {
    Sandbox sandbox;
    try {
      sandbox =
          Sandbox.builder().port(port).dataDir(data.sandbox()).encryptionKey(encryptionKey).start();
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new UserError("the sandbox cannot be started: " + e.getMessage(), e);
    }
    sandbox.writeKubeconfig(data.kubeconfig());
    return new TargetCluster(data.kubeconfig(), null, "the sandbox at " + sandbox.url(), sandbox);
  }

  /**
   * A cluster that a kubeconfig names.
   *
   * @throws UserError when there is no such file or context, or the cluster does not answer
   */
  static TargetCluster named(@Nullable Path file, @Nullable String context) {
    Path kubeconfig = (file != null ? file : defaultKubeconfig()).toAbsolutePath().normalize();
    if (!Files.isReadable(kubeconfig)) {
      throw new UserError("the kubeconfig " + kubeconfig + " cannot be read");
    }
    TargetCluster unchecked = new TargetCluster(kubeconfig, context, "", null);
    try (KubernetesClient client = unchecked.impatientClient()) {
      String server = client.getConfiguration().getMasterUrl();
      String version = client.getKubernetesVersion().getGitVersion();
      String name =
          context != null
              ? context
              : client.getConfiguration().getCurrentContext() == null
                  ? kubeconfig.toString()
                  : client.getConfiguration().getCurrentContext().getName();
      return new TargetCluster(
          kubeconfig, context, "%s at %s (%s)".formatted(name, server, version), null);
    } catch (KubernetesClientException e) {
      throw new UserError(
          "the cluster of " + kubeconfig + " does not answer: " + rootMessage(e), e);
    }
  }

  /** A client of it; the caller closes it. */
  KubernetesClient client() {
    return ApiClients.builder(config()).build();
  }

  /** A person waits for the answer: better a soon no than one after ten attempts. */
  private KubernetesClient impatientClient() {
    Config config = config();
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(ANSWER_MILLIS);
    config.setRequestTimeout(ANSWER_MILLIS);
    return ApiClients.builder(config).build();
  }

  @Override
  public void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private Config config() {
    Config config = read();
    if (context != null
        && (config.getCurrentContext() == null
            || !context.equals(config.getCurrentContext().getName()))) {
      throw new UserError("the kubeconfig " + kubeconfig + " has no context '" + context + "'");
    }
    return config;
  }

  /** The parser's message may quote the file, which holds credentials: it is left out. */
  private Config read() {
    try {
      return Config.fromKubeconfig(context, kubeconfig.toFile());
    } catch (RuntimeException e) {
      throw new UserError("the kubeconfig " + kubeconfig + " is no kubeconfig", e);
    }
  }

  private static Path defaultKubeconfig() {
    String variable = System.getenv("KUBECONFIG");
    return variable != null && !variable.isEmpty()
        ? Path.of(variable)
        : Path.of(System.getProperty("user.home"), ".kube", "config");
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
