package dev.plumbline.service;

import static dev.plumbline.service.ClusterCredentials.labels;
import static dev.plumbline.service.ClusterCredentials.server;
import static dev.plumbline.service.ClusterCredentials.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.service.ClusterCredentials.Door;
import dev.plumbline.service.clusters.ClusterSecret.Form;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClustersTest extends SandboxTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Clusters clusters =
      new Clusters(clientOf(sandbox.kubeconfigYaml()), TestConfig.of(), new SimpleMeterRegistry());
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  @Test
  void theControlClusterIsCalledInCluster() throws Exception {
    assertThat(clusters.named("in-cluster")).isSameAs(clusters.control());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aSecretOfAnyFormNamesACluster(Form form) throws Exception {
    try (Sandbox east = Sandbox.builder().start()) {
      applySecret("east-credentials", labels(form), values(form, east, "one"));

      ClusterClient byName = clusters.named("east");
      ClusterClient byServer = clusters.named(server(east) + "/");

      assertThat(byName.name()).isEqualTo("east");
      assertThat(namespace(byName)).isNotEqualTo(namespace(clusters.control()));
      assertThat(byServer).isSameAs(byName);
      assertThat(clusters.same("east", server(east))).isTrue();
      assertThat(clusters.same("east", "in-cluster")).isFalse();
    }
  }

  @Test
  void argoCdsSecretOfItsOwnClusterGivesTheControlClusterAnotherName() throws Exception {
    applySecret(
        "own",
        labels(Form.ARGO_CD),
        Map.of("name", "hub", "server", "https://kubernetes.default.svc", "config", "{}"));

    assertThat(clusters.named("hub")).isSameAs(clusters.control());
  }

  @Test
  void allWhoAskAtTheSameTimeGetOneClientThatWorks() throws Exception {
    applySecret("east", labels(Form.LABELLED), Map.of("kubeconfig", sandbox.kubeconfigYaml()));
    var threads = Executors.newFixedThreadPool(8);
    List<Callable<ClusterClient>> asking = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asking.add(() -> clusters.named("east"));
    }

    Set<ClusterClient> given = ConcurrentHashMap.newKeySet();
    for (var answer : threads.invokeAll(asking)) {
      given.add(answer.get());
    }
    threads.shutdown();

    assertThat(given).hasSize(1);
    for (ClusterClient client : given) {
      assertThat(namespace(client)).isNotEmpty();
    }
  }

  @Test
  void clustersComeChangeAndGoWhileRunning() throws Exception {
    try (Sandbox east = Sandbox.builder().start();
        Sandbox west = Sandbox.builder().start()) {
      // given
      clusters.onChange(told::add);
      assertUnknown("east", "no Secret in namespace default names a cluster 'east'");

      // when it comes
      applySecret("far", labels(Form.ARGO_CD), values(Form.ARGO_CD, east, "one"));

      // then
      await().atMost(LONG).until(() -> told.containsAll(List.of("east", server(east))));
      ClusterClient first = clusters.named("east");
      String uid = namespace(first);

      // when the same name comes to mean another cluster
      told.clear();
      applySecret("far", labels(Form.ARGO_CD), values(Form.ARGO_CD, west, "one"));

      // then nobody can go on with what was known of the former
      await().atMost(LONG).until(() -> told.containsAll(List.of(server(east), server(west))));
      ClusterClient second = clusters.named("east");
      assertThat(second).isNotSameAs(first);
      assertThat(namespace(second)).isNotEqualTo(uid);
      assertThatThrownBy(() -> namespace(first)).isInstanceOf(ClusterException.class);

      // when it goes
      told.clear();
      kubernetes.secrets().inNamespace("default").withName("far").delete();

      // then
      await().atMost(LONG).until(() -> told.contains("east"));
      assertUnknown("east", "no Secret in namespace default names a cluster 'east'");
      assertThatThrownBy(() -> namespace(second)).isInstanceOf(ClusterException.class);
    }
  }

  @Test
  void aRotatedTokenReachesTheWatchesOfThoseWhoHaveTheClientAndListsNothingAgain()
      throws Exception {
    Door door = new Door("one");
    try (Sandbox east = Sandbox.builder().filter(door).start()) {
      // given: a watch over the first credentials
      Set<String> seen = ConcurrentHashMap.newKeySet();
      applySecret("far", labels(Form.ARGO_CD), values(Form.ARGO_CD, east, "one"));
      ClusterClient client = clusters.named("east");
      create(client, "before");
      client.watch(client.resolve("", "ConfigMap"), "default", null, true, new NamesOf(seen));
      await().atMost(LONG).until(() -> seen.contains("before"));
      int listed = door.lists();

      // when the old token ends
      door.accept("two");
      applySecret("far", labels(Form.ARGO_CD), values(Form.ARGO_CD, east, "two"));

      // then
      await().atMost(LONG).ignoreExceptions().until(() -> !namespace(client).isEmpty());
      create(client, "after");
      await().atMost(LONG).until(() -> seen.contains("after"));
      assertThat(clusters.named("east")).isSameAs(client);
      assertThat(door.lists()).isEqualTo(listed);
    }
  }

  @Test
  void twoThatClaimOneNameOrServerAreToldAndNeitherIsTaken() throws Exception {
    try (Sandbox east = Sandbox.builder().start()) {
      clusters.onChange(told::add);
      applySecret("one", labels(Form.ARGO_CD), values(Form.ARGO_CD, east, "one"));
      await().atMost(LONG).until(() -> told.contains("east"));
      ClusterClient client = clusters.named("east");

      // when
      told.clear();
      applySecret("two", labels(Form.LABELLED), values(Form.LABELLED, east, "two"));

      // then
      await().atMost(LONG).until(() -> told.contains("east"));
      String both = "the Secrets one, two in namespace default all claim to be cluster '";
      assertUnknown("east", both + "east'");
      assertUnknown(server(east), both + server(east));

      // when one of them gives way
      told.clear();
      kubernetes.secrets().inNamespace("default").withName("two").delete();

      // then
      await().atMost(LONG).until(() -> told.contains("east"));
      assertThat(clusters.named("east")).isSameAs(client);
    }
  }

  @Test
  void aSecretSaysWhoMayWriteWhat() throws Exception {
    Map<String, String> values = new HashMap<>(values(Form.ARGO_CD, sandbox, "one"));
    values.putAll(Map.of("project", "shop", "namespaces", "web, db"));
    applySecret("far", labels(Form.ARGO_CD), values);
    ObjectRef inWeb = new ObjectRef("", "v1", "ConfigMap", "web", "c");
    ObjectRef elsewhere = new ObjectRef("", "v1", "ConfigMap", "other", "c");
    ObjectRef nowhere = new ObjectRef("", "v1", "Namespace", "", "web");

    assertThat(clusters.granted("east", "shop", inWeb).name()).isEqualTo("east");
    assertForbidden("other", inWeb, "is only for applications of project 'shop'");
    assertForbidden("shop", elsewhere, "is not for namespace 'other'");
    assertForbidden(
        "shop", nowhere, "is only for objects in namespaces: clusterResources is not true");
    assertThat(clusters.granted("in-cluster", "any", nowhere)).isSameAs(clusters.control());
  }

  @Test
  void saysWhatIsWrongWithoutShowingAKubeconfig() {
    applySecret("no-key", Map.of("plumbline.dev/cluster", "a"), Map.of("config", "x"));
    applySecret("no-yaml", Map.of("plumbline.dev/cluster", "b"), Map.of("kubeconfig", "s3cret: ["));

    assertUnknown("a", "Secret no-key of cluster 'a' cannot be used: it has no key kubeconfig");
    assertUnknown("b", "Secret no-yaml of cluster 'b' cannot be used: its kubeconfig: it is not");
    assertUnknown("d", "no Secret in namespace default names a cluster 'd'");
  }

  @Test
  void tellsAControlClusterThatIsAwayFromAClusterThatIsUnknown() {
    sandbox.close();

    assertThatThrownBy(() -> clusters.named("east"))
        .hasMessageStartingWith("the Secrets that name clusters cannot be read: ")
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void clustersThatAreKnownNeedNoControlCluster() throws Exception {
    try (Sandbox east = Sandbox.builder().start()) {
      applySecret("far", labels(Form.ARGO_CD), values(Form.ARGO_CD, east, "one"));
      clusters.named("east");

      sandbox.close();

      assertThat(namespace(clusters.named("east"))).isNotEmpty();
    }
  }

  @Test
  void nothingCanBeAskedOnceItIsClosed() {
    clusters.close();

    assertThatThrownBy(() -> namespace(clusters.control())).isInstanceOf(ClusterException.class);
  }

  private void assertUnknown(String cluster, String message) {
    assertThatThrownBy(() -> clusters.named(cluster))
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("s3cret")
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_CLUSTER));
  }

  private void assertForbidden(String project, ObjectRef object, String why) {
    assertThatThrownBy(() -> clusters.granted("east", project, object))
        .hasMessage("cluster 'east' " + why + ", says its Secret far")
        .isInstanceOfSatisfying(
            ClusterException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
  }

  /** The uid of a namespace that every cluster has; each cluster gave it another. */
  private static String namespace(ClusterClient client) throws ClusterException {
    return client
        .get(new ObjectRef("", "v1", "Namespace", "", "default"))
        .orElseThrow()
        .path("metadata")
        .path("uid")
        .asText();
  }

  private static void create(ClusterClient client, String name) throws ClusterException {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", "v1").put("kind", "ConfigMap").putObject("metadata").put("name", name);
    client.create(new ObjectRef("", "v1", "ConfigMap", "default", name), object);
  }

  /** What a watch has shown, by name. */
  private record NamesOf(Set<String> seen) implements WatchListener<ObjectNode> {
    @Override
    public ObjectNode reduce(ObjectNode object) {
      return object;
    }

    @Override
    public void synced(List<ObjectNode> objects) {
      objects.forEach(this::changed);
    }

    @Override
    public void changed(ObjectNode object) {
      seen.add(object.path("metadata").path("name").asText());
    }

    @Override
    public void deleted(ObjectNode object) {}

    @Override
    public void failing(ClusterException failure) {}
  }
}
