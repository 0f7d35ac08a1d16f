package dev.plumbline.testkit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A kube-apiserver that authorises by roles, and its etcd, where their binaries are: in {@code
 * KUBEBUILDER_ASSETS} or {@code /usr/local/kubebuilder/bin}, as envtest looks for them. It has no
 * controllers: objects are checked and kept, and nothing comes of them.
 */
public final class ApiServer implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(120);
  private static final String ADMINISTRATOR = "token-of-the-administrator";

  private final Path directory;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private ApiServer(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath());
    this.port = freePort();
  }

  /** Whether the binaries are there. */
  public static boolean isThere() {
    return Files.isExecutable(binary("kube-apiserver")) && Files.isExecutable(binary("etcd"));
  }

  /** Starts one that keeps its data in the directory, and waits until it is ready. */
  public static ApiServer start(Path directory) {
    try {
      ApiServer server = new ApiServer(directory);
      try {
        server.startEtcdAndServer();
        server.awaitReady();
      } catch (IOException | RuntimeException | AssertionError e) {
        server.close();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startEtcdAndServer() throws IOException {
    String etcd = "http://127.0.0.1:" + freePort();
    String peers = "http://127.0.0.1:" + freePort();
    run(
        "etcd",
        "--data-dir=" + directory.resolve("etcd"),
        "--unsafe-no-fsync",
        "--log-level=warn",
        "--listen-client-urls=" + etcd,
        "--advertise-client-urls=" + etcd,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
    Path key = directory.resolve("service-accounts.pem");
    Files.writeString(key, privateKey());
    Path tokens = directory.resolve("tokens.csv");
    Files.writeString(tokens, ADMINISTRATOR + ",administrator,1,\"system:masters\"\n");
    run(
        "kube-apiserver",
        "--etcd-servers=" + etcd,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        "--secure-port=" + port,
        "--cert-dir=" + directory.resolve("certificates"),
        "--authorization-mode=RBAC",
        "--anonymous-auth=false",
        "--token-auth-file=" + tokens,
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key,
        // Nobody makes the default accounts of namespaces.
        "--disable-admission-plugins=ServiceAccount");
  }

  private void awaitReady() throws IOException {
    Config config = Config.fromKubeconfig(kubeconfig(ADMINISTRATOR).toFile());
    config.setRequestRetryBackoffLimit(0);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      Waiting.until(
          READY_WITHIN, () -> "the API server is not ready: " + log(), () -> isReady(client));
    }
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"))
          && client.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private String log() {
    try {
      List<String> lines = Files.readAllLines(directory.resolve("kube-apiserver.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A kubeconfig with every right. */
  public Path kubeconfig() {
    return kubeconfig(ADMINISTRATOR);
  }

  /** A kubeconfig with the rights of whom a token is for. */
  public Path kubeconfig(String token) {
    try {
      Path file = Files.createTempFile(directory, "kubeconfig-", "");
      return Files.writeString(
          file,
          """
          apiVersion: v1
          kind: Config
          current-context: test
          clusters:
            - name: test
              cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}
          users:
            - name: test
              user: {token: "%s"}
          contexts:
            - name: test
              context: {cluster: test, user: test, namespace: default}
          """
              .formatted(port, token));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroyForcibly();
    }
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary(program).toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(directory.resolve(program + ".log").toFile())
            .start();
    processes.add(process);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  private static Path binary(String program) {
    return Path.of(
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin"), program);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String privateKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
      return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
          .formatted(lines.encodeToString(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
