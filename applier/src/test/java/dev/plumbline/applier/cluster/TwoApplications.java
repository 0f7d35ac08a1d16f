package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two applications, and what they say that they want, on a cluster. */
abstract class TwoApplications {
  static final ObjectRef OBJECT = ObjectRef.of("v1", "ConfigMap", "default", "shared");
  static final String LISTED =
      "{\"kind\":\"ConfigMap\",\"namespace\":\"default\",\"name\":\"shared\"%s}";

  @TempDir static Path directory;
  static TestCluster testCluster;
  static ClusterClient cluster;

  final Map<String, Application> applications = new ConcurrentHashMap<>();

  /** Those that are there and cannot be read, by their uids. */
  final Map<String, ApplicationKey> unread = new ConcurrentHashMap<>();

  final ClusterHand hand =
      new ClusterHand(
          (name, application, object) -> cluster,
          Admission.OPEN,
          Accounts.OWN,
          new SecretCipher(KeyRing.of("k1", new byte[32])),
          "plumbline",
          new OtherApplications(
              uid -> applications.values().stream().filter(a -> a.uid().equals(uid)).findFirst(),
              uid -> Optional.ofNullable(unread.get(uid)),
              cluster,
              String::equals),
          new TakeOver(TakeOver.USUAL));

  @BeforeAll
  static void start() throws Exception {
    testCluster = TestCluster.start(directory);
    cluster = ClusterClient.of("in-cluster", testCluster.client());
    try (var client = testCluster.client()) {
      Definitions.install(client, "installer", ResourceKind.APPLICATION);
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
    testCluster.close();
  }

  @BeforeEach
  void makeApplications() throws Exception {
    for (String name : List.of("a", "b")) {
      create(name);
      wants(name, LISTED.formatted(""));
    }
  }

  @AfterEach
  void remove() throws ClusterException {
    cluster.delete(OBJECT, null, null, Propagation.BACKGROUND);
    for (String name : List.of("a", "b")) {
      cluster.delete(ref(name), null, null, Propagation.BACKGROUND);
    }
  }

  TaskOutcome apply(String application, String value) {
    return hand.perform(
        plan(application),
        new ObjectTask.ApplyObject(new PlanMade.Apply(OBJECT, manifest(value), "d" + value), null),
        () -> true);
  }

  TaskOutcome applied(String application, ObjectNode manifest) {
    PlanMade.Apply apply = new PlanMade.Apply(HandOnCluster.ref(manifest), manifest, "d");
    return hand.perform(plan(application), new ObjectTask.ApplyObject(apply, null), () -> true);
  }

  static String uidOf(ObjectRef ref) throws ClusterException {
    return cluster.get(ref).orElseThrow().at("/metadata/uid").asText();
  }

  TaskOutcome prune(String application) {
    return prune(application, OBJECT);
  }

  TaskOutcome prune(String application, ObjectRef ref) {
    return hand.perform(
        plan(application), new ObjectTask.PruneObject(new PlanMade.Prune(ref, "")), () -> true);
  }

  PlanMade plan(String application) {
    return new PlanDraft(
            new ApplicationKey("default", application), "p-" + application, uid(application), 1, 0)
        .made();
  }

  static ObjectNode manifest(String value) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
    manifest.putObject("metadata").put("name", "shared").put("namespace", "default");
    manifest.putObject("data").put("value", value);
    return manifest;
  }

  ObjectNode live() throws ClusterException {
    return cluster.get(OBJECT).orElseThrow();
  }

  String owner() throws ClusterException {
    String mark = live().path("metadata").path("annotations").path(Tracking.ANNOTATION).asText();
    return Tracking.parse(mark).orElseThrow().applicationUid();
  }

  String uid(String application) {
    return applications.get(application).uid();
  }

  static ObjectRef ref(String application) {
    return ObjectRef.of("plumbline.dev/v1alpha1", "Application", "default", application);
  }

  void create(String name) throws Exception {
    ObjectNode resource = Json.mapper().createObjectNode();
    resource.put("apiVersion", "plumbline.dev/v1alpha1").put("kind", "Application");
    resource.putObject("metadata").put("name", name).put("namespace", "default");
    ObjectNode spec = resource.putObject("spec");
    spec.putObject("source").put("repoURL", "https://git.example/shop");
    spec.putObject("destination");
    ObjectNode created = cluster.create(ref(name), resource);
    applications.put(name, Json.mapper().treeToValue(created, Application.class));
  }

  static Application.Spec writingTo(Application.Spec spec, String other) {
    return new Application.Spec(
        spec.project(),
        spec.source(),
        new Application.Destination(other, null, null),
        spec.syncPolicy(),
        spec.interval(),
        spec.suspend());
  }

  void wants(String application, String listed) throws Exception {
    int total = listed.isEmpty() ? 0 : 1;
    status(application, "{\"summary\":{\"total\":%d},\"resources\":[%s]}".formatted(total, listed));
  }

  static void status(String application, String status) throws Exception {
    cluster.patch(
        ref(application),
        "status",
        PatchType.MERGE,
        Json.mapper().readTree("{\"status\":" + status + "}"),
        "test");
  }
}
