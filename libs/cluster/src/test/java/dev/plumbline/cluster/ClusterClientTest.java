package dev.plumbline.cluster;

import static dev.plumbline.cluster.TestCluster.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterClientTest {

  private static TestCluster cluster;
  private static ClusterClient client;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    client = cluster.client();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static ObjectNode configMap(String name, String value) {
    return yaml(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {a: '%s'}}"
            .formatted(name, value));
  }

  private static ClusterException failure(ThrowingCallable call) {
    return catchThrowableOfType(ClusterException.class, call);
  }

  @Test
  void appliesAndTellsWhetherTheObjectIsNew() throws Exception {
    ObjectNode manifest = configMap("fresh", "1");
    ObjectRef ref = cluster.ref(manifest);

    Applied first = client.apply(ref, manifest, "plumbline", true, false);
    Applied second = client.apply(ref, manifest, "plumbline", true, false);

    assertThat(first.created()).isTrue();
    assertThat(second.created()).isFalse();
    assertThat(second.object()).isEqualTo(first.object());
    assertThat(first.object().path("metadata").path("managedFields")).hasSize(1);
  }

  @Test
  void aDryRunChangesNothing() throws Exception {
    ObjectNode manifest = configMap("dry", "1");

    Applied applied = client.apply(cluster.ref(manifest), manifest, "plumbline", true, true);

    assertThat(applied.object().path("data").path("a").asText()).isEqualTo("1");
    assertThat(client.get(cluster.ref(manifest))).isEmpty();
  }

  @Test
  void aMisspelledFieldIsAnErrorThatNamesIt() {
    ObjectNode manifest =
        yaml(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: typo}
            spec:
              replcas: 2
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec: {containers: [{name: c, image: i}]}
            """);

    ClusterException e =
        failure(() -> client.apply(cluster.ref(manifest), manifest, "plumbline", true, false));

    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(e.retriable()).isFalse();
    assertThat(e).hasMessageContaining("Deployment").hasMessageContaining("replcas");
  }

  @Test
  void aWrongTypeIsNoServerErrorWorthRetrying() {
    ObjectNode manifest =
        yaml("{apiVersion: v1, kind: Service, metadata: {name: t}, spec: {ports: {a: 1}}}");

    ClusterException e =
        failure(() -> client.apply(cluster.ref(manifest), manifest, "plumbline", true, false));

    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(e.retriable()).isFalse();
    assertThat(e).hasMessageContaining("ports");
  }

  @Test
  void aConflictNamesTheOtherManager() throws Exception {
    ObjectNode manifest = configMap("contested", "1");
    client.apply(cluster.ref(manifest), manifest, "first", false, false);

    ClusterException e =
        failure(
            () ->
                client.apply(
                    cluster.ref(manifest), configMap("contested", "2"), "second", false, false));

    assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
    assertThat(e).hasMessageContaining("first").hasMessageContaining("data.a");
  }

  @Test
  void messagesAboutSecretsHoldNoValues() {
    ObjectNode manifest =
        yaml(
            "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {p: 'not base64 hunter2'}}");

    ClusterException e =
        failure(() -> client.apply(cluster.ref(manifest), manifest, "plumbline", true, false));

    assertThat(e.getMessage()).contains("Secret").doesNotContain("hunter2");
    assertThat(e.reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void anUnknownKindSaysSo() {
    ObjectRef ref = ObjectRef.of("example.com/v1", "Widget", cluster.namespace(), "w");

    ClusterException e = failure(() -> client.get(ref));

    assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KIND);
    assertThat(e).hasMessageContaining("Widget").hasMessageContaining("example.com/v1");
  }

  @Test
  void aKindIsFoundInThePreferredVersion() throws Exception {
    ApiResource resource = client.resolve("autoscaling", "HorizontalPodAutoscaler");

    assertThat(resource.version()).isEqualTo("v2");
    assertThat(resource.plural()).isEqualTo("horizontalpodautoscalers");
    assertThat(resource.namespaced()).isTrue();
    assertThat(resource.watchable()).isTrue();
    assertThat(client.resolve("", "Namespace").namespaced()).isFalse();
  }

  @Test
  void aNamespacedObjectWithoutNamespaceIsRefusedBeforeAnythingIsSent() {
    ClusterException e = failure(() -> client.get(new ObjectRef("", "v1", "ConfigMap", "", "x")));

    assertThat(e.reason()).isEqualTo(Reason.INVALID);
    assertThat(e).hasMessageContaining("needs a namespace");
  }

  @Test
  void applyingIntoAnAbsentNamespaceIsWorthRetrying() {
    ObjectRef ref = new ObjectRef("", "v1", "ConfigMap", "nowhere", "x");

    ClusterException e =
        failure(() -> client.apply(ref, configMap("x", "1"), "plumbline", true, false));

    assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(e.retriable()).isTrue();
    assertThat(e).hasMessageContaining("nowhere");
  }

  @Test
  void creatingTwiceIsAConflict() throws Exception {
    ObjectNode object = configMap("once", "1");
    client.create(cluster.ref(object), object);

    ClusterException e = failure(() -> client.create(cluster.ref(object), object));

    assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
    assertThat(e.reasonText()).isEqualTo("AlreadyExists");
  }

  @Test
  void listsEverythingWithItsKindByLabelAndAsMetadataOnly() throws Exception {
    for (int i = 0; i < 3; i++) {
      ObjectNode object = configMap("listed-" + i, "1");
      object.withObject("/metadata/labels").put("part", i < 2 ? "yes" : "no");
      client.create(cluster.ref(object), object);
    }
    ApiResource maps = client.resolve("", "ConfigMap");

    ObjectPage whole = client.list(maps, cluster.namespace(), "part in (yes)", false);
    ObjectPage metadata = client.list(maps, cluster.namespace(), "part in (yes)", true);

    assertThat(whole.items()).hasSize(2).allMatch(o -> o.path("data").has("a"));
    assertThat(metadata.items()).hasSize(2).allMatch(o -> !o.has("data"));
    assertThat(metadata.items())
        .allMatch(o -> o.path("kind").asText().equals("ConfigMap"))
        .allMatch(o -> o.path("metadata").path("managedFields").size() == 1);
    assertThat(whole.resourceVersion()).isNotEmpty();
  }

  @Test
  void deletesOnlyWhatItWasAskedTo() throws Exception {
    ObjectNode object = configMap("doomed", "1");
    ObjectRef ref = cluster.ref(object);
    String uid = client.create(ref, object).path("metadata").path("uid").asText();

    assertThat(client.delete(ref, "another-uid", null, Propagation.BACKGROUND))
        .isEqualTo(DeleteOutcome.PRECONDITION_FAILED);
    assertThat(client.delete(ref, uid, "1", Propagation.BACKGROUND))
        .isEqualTo(DeleteOutcome.PRECONDITION_FAILED);
    assertThat(client.delete(ref, uid, null, Propagation.BACKGROUND)).isEqualTo(DeleteOutcome.GONE);
    assertThat(client.delete(ref, uid, null, Propagation.BACKGROUND))
        .isEqualTo(DeleteOutcome.NOT_FOUND);
  }

  @Test
  void aFinalizerKeepsADeletionPending() throws Exception {
    ObjectNode object = configMap("held", "1");
    object.withObject("/metadata").putArray("finalizers").add("a.b/hold");
    ObjectRef ref = cluster.ref(object);
    client.create(ref, object);

    DeleteOutcome outcome = client.delete(ref, null, null, Propagation.BACKGROUND);
    client.patch(ref, null, PatchType.MERGE, yaml("{metadata: {finalizers: null}}"), "test");

    assertThat(outcome).isEqualTo(DeleteOutcome.PENDING);
    assertThat(client.get(ref)).isEmpty();
  }

  @Test
  void aStrategyCanBecomeRecreateThoughRollingUpdateIsDefaulted() throws Exception {
    // given
    ObjectNode manifest =
        yaml(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: strategy}
            spec:
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec: {containers: [{name: c, image: i}]}
            """);
    ObjectRef ref = cluster.ref(manifest);
    client.apply(ref, manifest, "plumbline", true, false);

    // when
    manifest.withObject("/spec/strategy").put("type", "Recreate");
    ObjectNode applied = client.apply(ref, manifest, "plumbline", true, false).object();

    // then
    assertThat(applied.path("spec").path("strategy").path("type").asText()).isEqualTo("Recreate");
    assertThat(applied.path("metadata").path("managedFields"))
        .filteredOn(entry -> entry.path("manager").asText().equals("plumbline"))
        .extracting(entry -> entry.path("operation").asText())
        .containsExactly("Apply");
  }

  @Test
  void aKindDefinedLaterIsFoundWithoutARestart() throws Exception {
    String group = cluster.namespace() + ".example.com";
    ObjectNode definition =
        yaml(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.%1$s}
            spec:
              group: %1$s
              scope: Namespaced
              names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """
                .formatted(group));
    ObjectRef gadget = ObjectRef.of(group + "/v1", "Gadget", cluster.namespace(), "g");
    assertThat(failure(() -> client.resolve(gadget)).reason()).isEqualTo(Reason.UNKNOWN_KIND);

    client.apply(cluster.ref(definition), definition, "plumbline", true, false);

    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(client.resolve(gadget).plural()).isEqualTo("gadgets"));
  }

  @Test
  void everyRequestIsToldToTheListener() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    try (ClusterClient listened =
        ClusterClient.of(
            "listened",
            cluster.open(new VertxHttpClientFactory()),
            (verb, code, duration) -> told.add(verb + " " + code))) {
      listened.get(new ObjectRef("", "v1", "ConfigMap", cluster.namespace(), "absent"));
    }

    assertThat(told).containsExactly("discover 200", "get 404");
  }
}
