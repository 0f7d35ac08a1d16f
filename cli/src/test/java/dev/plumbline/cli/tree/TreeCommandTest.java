package dev.plumbline.cli.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.live.Scene;
import dev.plumbline.cli.live.Scene.Ran;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.FaultyApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on an API server whose controllers make what the application's objects own. */
class TreeCommandTest {

  private static final String MAP = "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}}";

  @TempDir private Path directory;
  private Scene scene;

  @BeforeEach
  void givenAnApplication() {
    scene = Scene.set(directory);
    scene.application();
  }

  @AfterEach
  void tearDown() {
    scene.close();
  }

  private static String deployment(int replicas, String image) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: %d
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: app, image: '%s'}]}
    """
        .formatted(replicas, image);
  }

  private void status(String yaml) {
    scene.api.call(
        "PATCH",
        "/apis/plumbline.dev/v1alpha1/namespaces/%s/applications/%s/status?fieldManager=tests"
            .formatted(scene.name, scene.name),
        "application/merge-patch+json",
        Cluster.parse("{status: " + yaml + "}").toString());
  }

  private Ran until(String shown, String... options) {
    List<Ran> last = new ArrayList<>();
    Waiting.until(
        Duration.ofSeconds(60),
        () -> last.get(last.size() - 1).out(),
        () -> {
          last.add(scene.run("tree", options));
          return last.get(last.size() - 1).out().contains(shown);
        });
    return last.get(last.size() - 1);
  }

  /** An object that one owns, made by somebody else. */
  private JsonNode owned(JsonNode owner, String kind, String name, String more) {
    return scene.api.apply(
        Cluster.parse(
            "{apiVersion: v1, kind: %s, metadata: {name: %s, namespace: %s, ownerReferences: [{apiVersion: %s, kind: %s, name: %s, uid: %s, controller: true}]}%s}"
                .formatted(
                    kind,
                    name,
                    scene.name,
                    owner.path("apiVersion").asText(),
                    owner.path("kind").asText(),
                    owner.at("/metadata/name").asText(),
                    owner.at("/metadata/uid").asText(),
                    more)),
        "controller");
  }

  @Test
  void aHookIsShownAndHoldsNothingUp() {
    scene.synced(MAP.formatted("settings"));
    scene.synced(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: migrate, annotations: {plumbline.dev/hook: PreSync}}
        spec:
          backoffLimit: 0
          template:
            spec: {restartPolicy: Never, containers: [{name: m, image: 'app:missing'}]}
        """);

    Ran ran = until("Job migrate");

    assertThat(ran.out())
        .containsPattern("Application \\S+ +Unknown +Healthy")
        .containsPattern("Job migrate +hook ")
        .doesNotContain("stuck at");
  }

  @Test
  void showsWhatAnApplicationOwnsDownToThePodThatHoldsItUp() {
    scene.synced(deployment(1, "app:missing"));
    scene.synced(MAP.formatted("settings"));

    Ran ran = until("app:missing");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .containsPattern(
            "(?s)^Application %1$s/%1$s .*".formatted(scene.name)
                + "\n├─ Deployment web .*\n│  └─ ReplicaSet web-\\S+ +Progressing"
                + ".*\n│     └─ Pod web-\\S+ +Degraded\n│ +container app: .*"
                + "\n└─ ConfigMap settings +Healthy\n\n"
                + "stuck at Deployment web → ReplicaSet web-\\S+ → Pod web-\\S+: .*app:missing");
    assertThat(ran.out().lines().takeWhile(line -> !line.startsWith("stuck")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void tellsWhatTheStatusSaysOfObjectsAndWhatIsMissing() {
    scene.synced(MAP.formatted("there"));
    status(
        """
        {sync: {status: OutOfSync}, summary: {total: 2}, resources: [
          {kind: ConfigMap, namespace: %1$s, name: there, status: OutOfSync, health: Healthy},
          {kind: ConfigMap, namespace: %1$s, name: gone, status: OutOfSync, health: Missing}]}
        """
            .formatted(scene.name));

    Ran ran = scene.run("tree");

    assertThat(ran.out())
        .containsPattern("Application .* OutOfSync {2}Healthy")
        .containsPattern("ConfigMap there +OutOfSync {2}Healthy")
        .containsPattern("ConfigMap gone +OutOfSync {2}Missing {2}it is not on the cluster")
        .contains("stuck at ConfigMap gone: it is not on the cluster");
  }

  @Test
  void aKindThatMayNotBeListedIsNamedOnceAndIsNoFailure() {
    scene.synced(MAP.formatted("settings"));

    try (FaultyApi api = scene.refusing(request -> request.path().contains("/secrets"))) {
      Ran ran = scene.run(api.kubeconfig(), "tree");

      assertThat(ran.code()).isZero();
      assertThat(ran.out()).contains("ConfigMap settings");
      assertThat(ran.out().lines().filter(line -> line.startsWith("not seen: ")))
          .containsExactly("not seen: Secret: you may not list it");
    }
  }

  @Test
  void anApplicationIsMissingOnlyWhenAllOfItIs() {
    status(
        """
        {sync: {status: OutOfSync}, summary: {total: 1}, resources: [
          {kind: ConfigMap, namespace: %1$s, name: gone, status: OutOfSync, health: Missing}]}
        """
            .formatted(scene.name));

    assertThat(scene.run("tree").out()).containsPattern("Application .* OutOfSync {2}Missing");
  }

  @Test
  void whatNobodyIsToCareForHoldsNothingUp() {
    scene.application(
        "healthCheckExprs: [{apiVersion: v1, kind: ConfigMap, current: 'data.state == \"good\"'}]");
    scene.synced(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations:"
            + " {plumbline.dev/ignore-healthcheck: 'true'}}, data: {state: bad}}");

    assertThat(scene.run("tree").out())
        .containsPattern("Application .* Healthy")
        .containsPattern("ConfigMap a +Progressing")
        .doesNotContain("stuck");
  }

  @Test
  void ownRulesOfHealthCount() {
    scene.application(
        "healthCheckExprs: [{apiVersion: v1, kind: ConfigMap, failed: 'data.state == \"bad\"',"
            + " current: 'true'}]");
    scene.synced("{apiVersion: v1, kind: ConfigMap, metadata: {name: job}, data: {state: bad}}");

    assertThat(scene.run("tree").out()).containsPattern("ConfigMap job +Degraded");
  }

  @Test
  void foldsManyThatAreAlikeAndWellUnlessAllAreAskedFor() {
    JsonNode owner = scene.synced(MAP.formatted("owner"));
    for (int i = 0; i < 30; i++) {
      owned(owner, "ConfigMap", "child-%02d".formatted(i), "");
    }

    assertThat(scene.run("tree").out())
        .contains("child-04", "└─ … 25 more healthy ConfigMaps")
        .doesNotContain("child-05");
    assertThat(scene.run("tree", "--all").out()).contains("child-29").doesNotContain("more");
    assertThat(scene.run("tree", "--depth", "1").out()).contains("owner").doesNotContain("child");
  }

  @Test
  void ownersThatOwnEachOtherAreShownOnce() {
    JsonNode root = scene.synced(MAP.formatted("root"));
    JsonNode child = owned(root, "ConfigMap", "child", "");
    owned(child, "ConfigMap", "grandchild", "");
    scene.api.merge(
        scene.ref("v1", "ConfigMap", "root"),
        "{metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: child, uid: %s}]}}"
            .formatted(child.at("/metadata/uid").asText()),
        "controller");

    Ran ran = scene.run("tree", "--all");

    assertThat(ran.out().lines().filter(line -> line.contains("ConfigMap"))).hasSize(3);
  }

  @Test
  void asJsonEachObjectHasItsChildren() throws IOException {
    JsonNode owner = scene.synced(MAP.formatted("owner"));
    owned(owner, "ConfigMap", "child", "");

    JsonNode tree = Json.mapper().readTree(scene.run("tree", "--output", "json").out());

    assertThat(tree.path("application").asText()).isEqualTo(scene.name + "/" + scene.name);
    assertThat(tree.path("health").asText()).isEqualTo("Healthy");
    assertThat(tree.at("/objects/0/object/name").asText()).isEqualTo("owner");
    assertThat(tree.at("/objects/0/children/0/object/name").asText()).isEqualTo("child");
    assertThat(tree.at("/objects/0/children/0/health").asText()).isEqualTo("Healthy");
    assertThat(tree.path("unseen")).isEmpty();
  }

  @Test
  void whatAControllerWritesDoesNotDriveTheTerminal() {
    JsonNode owner = scene.synced(MAP.formatted("owner"));
    owned(owner, "Pod", "evil", ", spec: {containers: [{name: a, image: x}]}");
    scene.api.call(
        "PATCH",
        "/api/v1/namespaces/%s/pods/evil/status".formatted(scene.name),
        "application/merge-patch+json",
        "{\"status\":{\"phase\":\"Failed\",\"message\":\"\\u001b[2J\\u009b1mgone\\r\\nnext\"}}");

    for (String output : List.of("text", "json")) {
      Ran ran = scene.run("tree", "-o", output);

      assertThat(ran.out())
          .contains("evil")
          .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]");
    }
  }
}
