package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One installation and a second cluster, which a Secret names, is changed and taken away again. */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClustersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What {@code plumbline.applier.calls-per-cluster} is unless set. */
  private static final int CALLS = 16;

  private static final int NEIGHBOURS = CALLS + 4;
  private static final int PUSHES = 5;
  private static final String ARGO_CD = "argocd.argoproj.io/secret-type";
  private static final String PLUMBLINE = "plumbline.dev/secret-type";

  private final Stage stage;
  private final Door door = new Door();
  private final Sandbox remote = Sandbox.builder().filter(door).start();
  private Cluster far;

  ClustersIT(Stage stage) {
    this.stage = stage;
  }

  @BeforeAll
  void open(@TempDir Path directory) {
    Path kubeconfig = directory.resolve("kubeconfig");
    remote.writeKubeconfig(kubeconfig);
    far = new Cluster(kubeconfig);
  }

  @AfterAll
  void close() {
    door.open();
    far.close();
    remote.close();
  }

  @Test
  void anApplicationGoesToTheClusterOfAKubeconfigAndDriftThereIsHealed() {
    // given
    String name = name("kube");
    createSecret(name, PLUMBLINE, Map.of("kubeconfig", remote.kubeconfigYaml()));
    RunningApplication application = running(name);

    // when somebody edits it there
    ObjectRef object = configMap(name);
    far.merge(object, "{data: {value: theirs}}", "intruder");

    // then
    Detected detected = application.await(Detected.class, any -> true);
    assertThat(detected.objects().get(0).manager()).isEqualTo("intruder");
    application.await(Cleared.class, any -> true);
    assertThat(far.get(object).at("/data/value").asText()).isEqualTo("ours");
    assertThat(stage.cluster().find(object)).isEmpty();
    deleteSecret(name);
  }

  @Test
  void aClusterThatGoesIsToldByNameAndWhenItIsBackItsApplicationsGoOn() {
    // given
    String name = name("away");
    createSecret(name, ARGO_CD, argoCd(name, "one"));
    RunningApplication application = running(name);

    // when
    deleteSecret(name);

    // then
    JsonNode unready =
        application.awaitCondition(
            "Ready", "False", it -> it.path("reason").asText().equals("UnknownCluster"));
    assertThat(unready.path("message").asText()).contains("names a cluster '" + name + "'");
    Waiting.until(
        PATIENCE,
        application::story,
        () -> application.live().at("/status/health/status").asText().equals("Unknown"));

    // when it is back, with an edit that was made meanwhile
    far.merge(configMap(name), "{data: {value: theirs}}", "intruder");
    createSecret(name, ARGO_CD, argoCd(name, "one"));

    // then
    awaitValue(name, "ours");
    application.awaitCondition("Ready", "True", any -> true);
    deleteSecret(name);
  }

  @Test
  void aTokenIsRotatedWithoutARestart() {
    // given
    String name = name("rotated");
    createSecret(name, ARGO_CD, argoCd(name, "first-" + name));
    RunningApplication application = running(name);

    // when the old token ends
    door.refuse("first-" + name);
    stage
        .cluster()
        .merge(
            secret(name),
            "{data: {config: " + base64("{\"bearerToken\": \"second-" + name + "\"}") + "}}",
            "kubectl-edit");
    far.merge(configMap(name), "{data: {value: theirs}}", "intruder");

    // then
    awaitValue(name, "ours");
    application.awaitCondition("Ready", "True", any -> true);
    deleteSecret(name);
  }

  @Test
  void whatASecretDoesNotGrantIsNotWritten() {
    // given
    String name = name("granted");
    createSecret(
        name,
        ARGO_CD,
        Map.of(
            "name",
            name,
            "server",
            server(),
            "namespaces",
            "elsewhere",
            "clusterResources",
            "true",
            "config",
            "{\"bearerToken\": \"x\"}"));

    // when
    RunningApplication application = draft(name).create();

    // then
    application.awaitCondition(
        "SyncFailed", "True", it -> it.path("message").asText().contains("is not for namespace"));
    assertThat(far.find(configMap(name))).isEmpty();
    deleteSecret(name);
  }

  @Test
  void aClusterThatAnswersNothingKeepsOnlyItsOwnWaiting() {
    // given more applications there than calls that one cluster may have under way
    String name = name("hole");
    createSecret(name, ARGO_CD, argoCd(name, "one"));
    HostedRepository shared = stage.git().repository(name);
    String first = shared.write("cm.yaml", Manifests.configMap(name, "ours")).push("one");
    List<RunningApplication> there = new ArrayList<>();
    for (int i = 0; i < NEIGHBOURS; i++) {
      ApplicationDraft draft = stage.application(name + i, shared, "").namespace("hole-" + i);
      ((ObjectNode) draft.manifest().at("/spec/destination")).put("name", name);
      there.add(draft.create());
    }
    there.forEach(application -> application.awaitConverged(first));
    HostedRepository near = stage.git().repository("near-" + name);
    RunningApplication here = stage.application("near-" + name, near, "").create();

    // when all of them have something to be written, and it takes every request and answers none
    door.close();
    String waiting = shared.write("cm.yaml", Manifests.configMap(name, "new")).push("two");
    Waiting.until(PATIENCE, () -> "taken: " + door.taken(), () -> door.taken() >= CALLS);

    // then what lives elsewhere goes on, while those wait
    for (int i = 0; i < PUSHES; i++) {
      near.write("cm.yaml", Manifests.configMap("near-" + name, "v" + i));
      here.awaitConverged(near.push("near " + i));
    }
    assertThat(door.isClosed()).isTrue();
    assertThat(there)
        .allSatisfy(
            application ->
                assertThat(application.events(ConvergenceReached.class))
                    .noneMatch(told -> RunningApplication.commits(told.revisions(), waiting)));
    door.open();
    deleteSecret(name);
  }

  private RunningApplication running(String name) {
    RunningApplication application = draft(name).create();
    awaitValue(name, "ours");
    application.awaitCondition("Ready", "True", any -> true);
    return application;
  }

  private ApplicationDraft draft(String name) {
    HostedRepository repository = stage.git().repository(name);
    repository.write("cm.yaml", Manifests.configMap(name, "ours")).push("one");
    ApplicationDraft draft = stage.application(name, repository, "").namespace("far");
    ((ObjectNode) draft.manifest().at("/spec/destination")).put("name", name);
    return draft;
  }

  private void awaitValue(String name, String value) {
    Waiting.until(
        PATIENCE,
        () -> "not " + value + ": " + far.find(configMap(name)),
        () ->
            far.find(configMap(name))
                .filter(it -> it.at("/data/value").asText().equals(value))
                .isPresent());
  }

  private static ObjectRef configMap(String name) {
    return ObjectRef.of("v1", "ConfigMap", "far", name);
  }

  private static ObjectRef secret(String name) {
    return ObjectRef.of("v1", "Secret", "default", name);
  }

  /** New in each run, as the control cluster may be an old one. */
  private String name(String test) {
    return test + "-" + stage.namespace().substring("e2e-clusters-".length());
  }

  private Map<String, String> argoCd(String name, String token) {
    return Map.of(
        "name", name, "server", server(), "config", "{\"bearerToken\": \"" + token + "\"}");
  }

  /** The sandbox's own token is part of it. */
  private String server() {
    return Config.fromKubeconfig(remote.kubeconfigYaml()).getMasterUrl();
  }

  private void createSecret(String name, String label, Map<String, String> values) {
    ObjectNode secret =
        Cluster.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: %s
              namespace: default
              labels: {%s: cluster}
            """
                .formatted(name, label));
    values.forEach((key, value) -> secret.withObject("/data").put(key, base64(value)));
    stage.cluster().create(secret).object();
  }

  private void deleteSecret(String name) {
    stage.cluster().delete(secret(name));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lets everybody in but who still has the token that ended. */
  private static final class Door extends Filter {
    private volatile String refused = "";
    private volatile CountDownLatch hole = new CountDownLatch(0);
    private final AtomicInteger taken = new AtomicInteger();

    void close() {
      hole = new CountDownLatch(1);
    }

    void open() {
      hole.countDown();
    }

    boolean isClosed() {
      return hole.getCount() > 0;
    }

    int taken() {
      return taken.get();
    }

    void refuse(String token) {
      refused = token;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      if (isClosed()) {
        taken.incrementAndGet();
        awaitOpen();
        exchange.close();
        return;
      }
      if (("Bearer " + refused).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
        exchange.close();
        return;
      }
      chain.doFilter(exchange);
    }

    private void awaitOpen() throws IOException {
      try {
        hole.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("the cluster is gone");
      }
    }

    @Override
    public String description() {
      return "door";
    }
  }
}
