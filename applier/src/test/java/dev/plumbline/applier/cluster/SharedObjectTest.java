package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two applications that name one object, and an object that moves from one to the other. */
class SharedObjectTest {
  private static final ObjectRef OBJECT = ObjectRef.of("v1", "ConfigMap", "default", "shared");
  private static final String LISTED =
      "{\"kind\":\"ConfigMap\",\"namespace\":\"default\",\"name\":\"shared\"%s}";

  @TempDir static Path directory;
  private static TestCluster testCluster;
  private static ClusterClient cluster;

  private final Map<String, Application> applications = new ConcurrentHashMap<>();
  private final ClusterHand hand =
      new ClusterHand(
          (name, application, object) -> cluster,
          Admission.OPEN,
          Accounts.OWN,
          new SecretCipher(KeyRing.of("k1", new byte[32])),
          "plumbline",
          new OtherApplications(
              uid -> applications.values().stream().filter(a -> a.uid().equals(uid)).findFirst(),
              cluster,
              String::equals),
          new TakeOver(TakeOver.USUAL));

  @BeforeAll
  static void start() throws Exception {
    testCluster = TestCluster.start(directory);
    cluster = ClusterClient.of("in-cluster", testCluster.client());
    try (var yaml = Application.class.getResourceAsStream("/dev/plumbline/crds/applications.yaml");
        var client = testCluster.client()) {
      client.load(yaml).serverSideApply();
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

  @Test
  void theSecondIsRefusedAndToldWhoseTheObjectIs() throws Exception {
    // given
    apply("a", "1");
    ObjectNode before = live();

    // when
    TaskOutcome second = apply("b", "2");

    // then
    assertThat(((TaskOutcome.Failed) second).fault().reason()).isEqualTo("OwnedByAnother");
    assertThat(((TaskOutcome.Failed) second).fault().message()).contains("application default/a");
    assertThat(live().path("data")).isEqualTo(before.path("data"));
    assertThat(owner()).isEqualTo(uid("a"));
    assertThat(apply("a", "3")).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void whatTheSecondClaimedTheFirstLeavesToItInsteadOfDeletingIt() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");
    String uid = live().path("metadata").path("uid").asText();

    // when
    TaskOutcome pruned = prune("a");

    // then
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(((TaskOutcome.LeftAlone) pruned).because()).contains("application default/b");
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().path("metadata").path("uid").asText()).isEqualTo(uid);
    assertThat(owner()).isEqualTo(uid("b"));
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.LeftAlone.class);
  }

  @Test
  void whatTheFirstNoLongerWantsAndKeepsForWantOfPruningIsTakenOver() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    wants("a", LISTED.formatted(",\"requiresPruning\":true"));

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(owner()).isEqualTo(uid("b"));
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.LeftAlone.class);
  }

  @Test
  void aStatusThatDoesNotListTheObjectYetRulesNothingOut() throws Exception {
    // given
    wants("a", "");
    apply("a", "1");

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(owner()).isEqualTo(uid("a"));
  }

  @Test
  void whatBelongedToAnApplicationThatIsGoneIsTakenOver() throws Exception {
    // given
    apply("a", "1");

    // when
    applications.remove("a");

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void whoNoLongerWantsAnObjectTakesTheClaimOffIt() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    wants("b", "");
    assertThat(prune("b")).isInstanceOf(TaskOutcome.LeftAlone.class);

    // then
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void aClaimOfAnApplicationThatIsGoneKeepsNothing() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    applications.remove("b");

    // then
    assertThat(prune("a")).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  static Stream<ObjectNode> kinds() {
    return Stream.of(
        HandOnCluster.json(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: moving, namespace: default}
            spec: {ports: [{port: 80}]}
            """),
        HandOnCluster.json(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: moving, namespace: default}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """),
        HandOnCluster.json(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: moving}
            """));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatMovesStaysThereWhenTheNewOneComesFirst(ObjectNode manifest) throws Exception {
    // given
    ObjectRef ref = HandOnCluster.ref(manifest);
    applied("a", manifest);
    String uid = uidOf(ref);

    // when the new one applies it before the old one prunes it
    TaskOutcome early = applied("b", manifest);
    TaskOutcome pruned = prune("a", ref);
    TaskOutcome again = prune("a", ref);
    TaskOutcome late = applied("b", manifest);

    // then
    assertThat(early).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(again).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(late).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(uidOf(ref)).isEqualTo(uid);
    cluster.delete(ref, null, null, Propagation.BACKGROUND);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatMovesStaysThereWhenTheOldOneComesFirst(ObjectNode manifest) throws Exception {
    // given Git wants it of the new one already, which has not come to apply it
    ObjectRef ref = HandOnCluster.ref(manifest);
    applied("a", manifest);
    String uid = uidOf(ref);
    wants(
        "b",
        "{\"group\":\"%s\",\"kind\":\"%s\",\"namespace\":\"%s\",\"name\":\"moving\"}"
            .formatted(ref.group(), ref.kind(), ref.namespace()));

    // when the old one prunes it, dies before that is recorded, and does it again
    TaskOutcome pruned = prune("a", ref);
    TaskOutcome again = prune("a", ref);
    Optional<Tracking> mark = Marks.of(cluster.get(ref).orElseThrow());
    TaskOutcome late = applied("b", manifest);

    // then
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(again).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(mark).contains(new Tracking("plumbline", uid("b"), ref.id()));
    assertThat(late).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(uidOf(ref)).isEqualTo(uid);
    cluster.delete(ref, null, null, Propagation.BACKGROUND);
  }

  @Test
  void whatBothLetGoOfIsDeletedByWhomItWasLeftTo() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    TaskOutcome first = prune("a");
    wants("a", "");
    wants("b", "");
    TaskOutcome second = prune("b");

    // then
    assertThat(first).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(second).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void anApplicationThatGoesTakesWithItWhatNobodyWants() throws Exception {
    // given
    apply("a", "1");
    wants("b", "");

    // then
    assertThat(deletion("a", "p1")).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void anApplicationThatGoesLeavesWhatAnotherOneIsToHave() throws Exception {
    // given b is made in place of a, and its status comes just after statuses were read
    wants("b", "");
    apply("a", "1");
    ObjectNode other = manifest("1");
    other.withObject("/metadata").put("name", "other");
    applied("b", other);
    assertThat(prune("b", HandOnCluster.ref(other))).isInstanceOf(TaskOutcome.Gone.class);
    wants("b", LISTED.formatted(""));

    // when
    TaskOutcome outcome = deletion("a", "p1");

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(owner()).isEqualTo(uid("b"));
  }

  private TaskOutcome deletion(String application, String plan) {
    return hand.perform(
        new PlanDraft(new ApplicationKey("default", application), plan, uid(application), 1, 0)
            .deletion()
            .made(),
        new ObjectTask.PruneObject(new PlanMade.Prune(OBJECT, "")),
        () -> true);
  }

  @Test
  void whatAnotherInstallationAppliedIsNeitherAppliedNorDeleted() throws Exception {
    // given
    ClusterHand east = HandOnCluster.hand(cluster, "east", new TakeOver(TakeOver.USUAL));
    ObjectTask.ApplyObject task =
        new ObjectTask.ApplyObject(new PlanMade.Apply(OBJECT, manifest("1"), "d"), null);
    east.perform(plan("a"), task, () -> true);
    ObjectNode before = live();

    // when
    TaskOutcome applied = apply("a", "2");
    TaskOutcome pruned = prune("a");

    // then
    Fault fault = ((TaskOutcome.Failed) applied).fault();
    assertThat(fault.reason()).isEqualTo("OwnedByAnother");
    assertThat(fault.message()).contains("installation 'east'", "plumbline.dev/tracking-id");
    assertThat(fault.passing()).isFalse();
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void anObjectCopiedFromAnotherClusterWithItsMarkIsFree() throws Exception {
    // given
    apply("a", "1");
    Application there = applications.get("a");
    applications.put("a", new Application(there.metadata(), writingTo(there.spec(), "east")));

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
  }

  private TaskOutcome apply(String application, String value) {
    return hand.perform(
        plan(application),
        new ObjectTask.ApplyObject(new PlanMade.Apply(OBJECT, manifest(value), "d" + value), null),
        () -> true);
  }

  private TaskOutcome applied(String application, ObjectNode manifest) {
    PlanMade.Apply apply = new PlanMade.Apply(HandOnCluster.ref(manifest), manifest, "d");
    return hand.perform(plan(application), new ObjectTask.ApplyObject(apply, null), () -> true);
  }

  private static String uidOf(ObjectRef ref) throws ClusterException {
    return cluster.get(ref).orElseThrow().at("/metadata/uid").asText();
  }

  private TaskOutcome prune(String application) {
    return prune(application, OBJECT);
  }

  private TaskOutcome prune(String application, ObjectRef ref) {
    return hand.perform(
        plan(application), new ObjectTask.PruneObject(new PlanMade.Prune(ref, "")), () -> true);
  }

  private PlanMade plan(String application) {
    return new PlanDraft(
            new ApplicationKey("default", application), "p-" + application, uid(application), 1, 0)
        .made();
  }

  private static ObjectNode manifest(String value) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
    manifest.putObject("metadata").put("name", "shared").put("namespace", "default");
    manifest.putObject("data").put("value", value);
    return manifest;
  }

  private ObjectNode live() throws ClusterException {
    return cluster.get(OBJECT).orElseThrow();
  }

  private String owner() throws ClusterException {
    String mark = live().path("metadata").path("annotations").path(Tracking.ANNOTATION).asText();
    return Tracking.parse(mark).orElseThrow().applicationUid();
  }

  private String uid(String application) {
    return applications.get(application).uid();
  }

  private static ObjectRef ref(String application) {
    return ObjectRef.of("plumbline.dev/v1alpha1", "Application", "default", application);
  }

  private void create(String name) throws Exception {
    ObjectNode resource = Json.mapper().createObjectNode();
    resource.put("apiVersion", "plumbline.dev/v1alpha1").put("kind", "Application");
    resource.putObject("metadata").put("name", name).put("namespace", "default");
    ObjectNode spec = resource.putObject("spec");
    spec.putObject("source").put("repoURL", "https://git.example/shop");
    spec.putObject("destination");
    ObjectNode created = null;
    while (created == null) {
      try {
        created = cluster.create(ref(name), resource);
      } catch (ClusterException e) {
        if (!e.retriable()) {
          throw e;
        }
      }
    }
    applications.put(name, Json.mapper().treeToValue(created, Application.class));
  }

  private static Application.Spec writingTo(Application.Spec spec, String other) {
    return new Application.Spec(
        spec.project(),
        spec.source(),
        new Application.Destination(other, null, null),
        spec.syncPolicy(),
        spec.interval(),
        spec.suspend());
  }

  private void wants(String application, String listed) throws Exception {
    int total = listed.isEmpty() ? 0 : 1;
    status(application, "{\"summary\":{\"total\":%d},\"resources\":[%s]}".formatted(total, listed));
  }

  private static void status(String application, String status) throws Exception {
    cluster.patch(
        ref(application),
        "status",
        PatchType.MERGE,
        Json.mapper().readTree("{\"status\":" + status + "}"),
        "test");
  }
}
