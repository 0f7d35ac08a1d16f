package dev.plumbline.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.live.Scene;
import dev.plumbline.cli.live.Scene.Ran;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.FaultyApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on an API server and a Git host; nothing but the tests changes anything. */
class DiffCommandTest {

  private static final String MAP =
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s}, data: {greeting: %s}}\n";
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: registry.k8s.io/pause:3.10
              resources: {limits: {cpu: "0.1", memory: 1024Mi}}
      """;
  private static final String SECRET =
      "{apiVersion: v1, kind: Secret, metadata: {name: token}, stringData: {password: %s}}\n";

  @TempDir private Path directory;
  private Scene scene;

  @BeforeEach
  void givenAnApplication() {
    scene = Scene.set(directory);
    scene.application("syncPolicy: {automated: {prune: true}}");
  }

  @AfterEach
  void tearDown() {
    scene.close();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nothingDiffersAfterASyncWhateverTheServerFillsInOrSpellsOtherwise() {
    scene.repository.write("app/web.yaml", WEB).write("app/map.yaml", MAP.formatted("a", "hi"));
    scene.repository.write("app/secret.yaml", SECRET.formatted("hunter2")).push("all");
    scene.synced(WEB);
    scene.synced(MAP.formatted("a", "hi"));
    scene.synced(
        "{apiVersion: v1, kind: Secret, metadata: {name: token}, data: {password: "
            + encoded("hunter2")
            + "}}");
    scene.api.merge(scene.ref("v1", "ConfigMap", "a"), "{data: {theirs: x}}", "kubectl-edit");

    Ran ran = scene.run("diff");

    assertThat(ran.err()).contains("3 equal");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isZero();
  }

  @Test
  void showsWhatWouldBeChangedAndWhoseItIs() {
    scene.repository.write("app/web.yaml", WEB).push("web");
    scene.synced(WEB);
    scene.api.merge(scene.ref("apps/v1", "Deployment", "web"), "{spec: {replicas: 5}}", "somebody");

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("Deployment " + scene.name + "/web  to be changed  app/web.yaml:1")
        .contains("# spec.replicas was last set by somebody")
        .contains("--- cluster\n+++ git\n@@ ")
        .contains("\n-  replicas: 5\n+  replicas: 2\n")
        .doesNotContain("managedFields", "resourceVersion", "\u001b");
    assertThat(ran.out().lines().filter(line -> line.matches("[-+] .*"))).hasSize(2);
    assertThat(
            scene.api.get(scene.ref("apps/v1", "Deployment", "web")).at("/spec/replicas").asInt())
        .isEqualTo(5);
  }

  @Test
  void showsWhatWouldBeCreatedAndWhatPruned() {
    scene.repository.write("app/map.yaml", MAP.formatted("fresh", "hi")).push("map");
    scene.synced(MAP.formatted("old", "bye"));

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .containsSubsequence(
            "ConfigMap " + scene.name + "/fresh  to be created  app/map.yaml:1",
            "--- /dev/null",
            "+  greeting: hi",
            "ConfigMap " + scene.name + "/old  to be pruned",
            "+++ /dev/null",
            "-  greeting: bye");
    assertThat(ran.err()).contains("1 to be created, 1 to be pruned");
  }

  @Test
  void hooksAreNeitherToBeCreatedNorToBePruned() {
    String hook =
        "{apiVersion: v1, kind: ConfigMap, metadata: {%s: %s, annotations:"
            + " {argocd.argoproj.io/hook: PreSync%s}}}\n";
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi"));
    scene.repository.write("app/hook.yaml", hook.formatted("generateName", "migrate-", ""));
    scene.repository.write("app/other.yaml", hook.formatted("name", "check", "")).push("hooks");
    scene.synced(MAP.formatted("a", "hi"));
    scene.synced(hook.formatted("name", "migrate-98db27-x1", ", plumbline.dev/hook-run: p1"));
    scene.synced(hook.formatted("name", "dropped", ""));

    Ran ran = scene.run("diff");

    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(": 1 equal, 2 hooks that syncs run");
    assertThat(ran.code()).isZero();
  }

  @Test
  void saysWhatStaysBecausePruningIsOff() {
    scene.application("syncPolicy: {automated: {prune: false}}");
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");
    scene.synced(MAP.formatted("a", "hi"));
    scene.synced(MAP.formatted("old", "bye"));

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("ConfigMap " + scene.name + "/old  not in Git, but not to be pruned")
        .contains("# pruning is off: spec.syncPolicy.automated.prune");
  }

  @Test
  void doesNotTakeACopyOfTheMarkForAnObjectOfTheApplication() {
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");
    JsonNode ours = scene.synced(MAP.formatted("a", "hi"));
    JsonNode metadata = ours.path("metadata");
    scene.api.create(
        Cluster.parse(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: copy, namespace: %s, labels: %s, annotations: %s}}"
                .formatted(scene.name, metadata.path("labels"), metadata.path("annotations"))));

    assertThat(scene.run("diff").code()).isZero();
  }

  @Test
  void comparesWithABranchAndWithAFolderThatIsNotPushed() throws IOException {
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");
    scene.synced(MAP.formatted("a", "hi"));
    scene.repository.write("app/map.yaml", MAP.formatted("a", "branch")).push("more", "next");
    Path local = Files.createDirectories(directory.resolve("checkout/app"));
    Files.writeString(local.resolve("map.yaml"), MAP.formatted("a", "local"));

    assertThat(scene.run("diff").code()).isZero();
    assertThat(scene.run("diff", "--revision", "next").out()).contains("+  greeting: branch");
    assertThat(scene.run("diff", "--local", local.getParent().toString()).out())
        .contains("+  greeting: local");
  }

  @Test
  void whatTheApplicationIgnoresIsNoDifference() {
    scene.application(
        "ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]",
        "ignore: [{paths: [/data/greeting], target: {kind: ConfigMap}}]");
    scene.repository.write("app/web.yaml", WEB).write("app/map.yaml", MAP.formatted("a", "hi"));
    scene.repository.push("all");
    scene.synced(WEB);
    scene.synced(MAP.formatted("a", "hi"));
    scene.api.merge(scene.ref("apps/v1", "Deployment", "web"), "{spec: {replicas: 5}}", "hpa");
    scene.api.merge(scene.ref("v1", "ConfigMap", "a"), "{data: {greeting: other}}", "hpa");

    assertThat(scene.run("diff").code()).isZero();

    scene.application("ignoreDifferences: [{kind: ConfigMap, jqPathExpressions: ['.data[']}]");
    Ran broken = scene.run("diff");
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("'.data['", "is not closed");
  }

  @Test
  void neverShowsTheValueOfASecret() {
    scene.repository.write("app/secret.yaml", SECRET.formatted("newer-password")).push("secret");
    scene.api.create(
        Cluster.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: token
              namespace: %s
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"older-password"}}'
                copy: is older-password
            stringData: {password: older-password, gone: another-one}
            """
                .formatted(scene.name)));
    scene.synced(
        "{apiVersion: v1, kind: Secret, metadata: {name: pruned}, stringData: {k: pruned-value}}");

    for (String output : new String[] {"text", "json"}) {
      Ran ran = scene.run("diff", "--output", output);

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out()).contains("(secret)").contains("password");
      assertThat(ran.out() + ran.err())
          .doesNotContain("older-password", "newer-password", "another-one", "pruned-value")
          .doesNotContain(encoded("older-password"), encoded("newer-password"))
          .doesNotContain(encoded("another-one"), encoded("pruned-value"));
    }
  }

  @Test
  void neverShowsWhatCameFromASecret() {
    scene.api.create(
        Cluster.parse(
            "{apiVersion: v1, kind: Secret, metadata: {name: vars, namespace: %s}, stringData: {pw: topsecret}}"
                .formatted(scene.name)));
    scene.application("postBuild: {substituteFrom: [{kind: Secret, name: vars}]}");
    scene
        .repository
        .write(
            "app/map.yaml",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {url: 'x:${pw}@y', plain:"
                + " text}}\n")
        .push("map");
    scene.synced(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {url: 'x:yesterdays@y',"
            + " plain: text}}");

    Ran ran = scene.run("diff");

    assertThat(ran.out())
        .contains("-  url: (secret)")
        .contains("+  url: (secret, another value)")
        .contains("plain: text");
    assertThat(ran.out() + ran.err()).doesNotContain("topsecret", "yesterdays");
  }

  @Test
  void whatIsOnTheClusterDoesNotDriveTheTerminal() {
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");
    scene.synced(MAP.formatted("a", "hi"));
    scene.api.merge(
        scene.ref("v1", "ConfigMap", "a"),
        "{data: {greeting: \"\\e[2J\\u009b31mX\\u202eevil\\rbye\"}}",
        "somebody");

    for (String output : new String[] {"text", "json"}) {
      Ran ran = scene.run("diff", "-o", output);

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out())
          .contains("evil")
          .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u202e]");
    }
  }

  @Test
  void namesWhatCannotBeChangedInPlace() {
    scene.repository.write("app/web.yaml", WEB.replace("app: web", "app: other")).push("web");
    scene.synced(WEB);

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("# it cannot be changed in place, since spec.selector is immutable")
        .contains("-      app: web\n")
        .contains("+      app: other\n");
  }

  @Test
  void whereTheServerMayNotBeAskedTheFieldsOfTheManifestAreCompared() {
    scene.repository.write("app/web.yaml", WEB).write("app/map.yaml", MAP.formatted("a", "hi"));
    scene.repository.push("all");
    scene.synced(WEB);
    scene.synced(MAP.formatted("a", "hi"));
    scene.api.merge(scene.ref("apps/v1", "Deployment", "web"), "{spec: {replicas: 5}}", "somebody");

    try (FaultyApi api = scene.refusing(FaultyApi.Request::writes)) {
      Ran ran = scene.run(api.kubeconfig(), "diff");

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out())
          .contains("# the API server does not let you try it")
          .contains("-  replicas: 5\n+  replicas: 2\n");
      assertThat(ran.out().lines().filter(line -> line.matches("[-+] .*"))).hasSize(2);
      assertThat(ran.err()).contains("1 equal, 1 to be changed");
    }
  }

  @Test
  void whatMayNotBeReadIsToldAndMakesTheCode2() {
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");
    scene.synced(MAP.formatted("a", "hi"));

    try (FaultyApi api = scene.refusing(request -> request.path().contains("/configmaps"))) {
      Ran ran = scene.run(api.kubeconfig(), "diff");

      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.out()).contains("ConfigMap " + scene.name + "/a  not compared");
      assertThat(ran.err())
          .contains("not looked for what to prune: ConfigMap: you may not list it");
    }
  }

  @Test
  void objectsOfAKindAndANamespaceThatTheSetBringsAreCreated() {
    scene
        .repository
        .write(
            "app/all.yaml",
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.%1$s.example.com}
            spec:
              group: %1$s.example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object}}
            ---
            apiVersion: %1$s.example.com/v1
            kind: Widget
            metadata: {name: w}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: %1$s-more}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: m, namespace: %1$s-more}}
            """
                .formatted(scene.name))
        .push("all");

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("# its kind comes with CustomResourceDefinition widgets")
        .contains("# its namespace comes with the same set");
    assertThat(ran.err()).contains("4 to be created");
  }

  @Test
  void asJsonEachPathHasBothValuesAndTheManager() throws IOException {
    scene.repository.write("app/web.yaml", WEB).push("web");
    scene.synced(WEB);
    scene.api.merge(scene.ref("apps/v1", "Deployment", "web"), "{spec: {replicas: 5}}", "somebody");

    JsonNode list = Json.mapper().readTree(scene.run("diff", "-o", "json").out());

    assertThat(list).hasSize(1);
    assertThat(list.at("/0/object/name").asText()).isEqualTo("web");
    assertThat(list.at("/0/change").asText()).isEqualTo("changed");
    assertThat(list.at("/0/origin").asText()).isEqualTo("app/web.yaml:1");
    assertThat(list.at("/0/paths/0/path").asText()).isEqualTo("spec.replicas");
    assertThat(list.at("/0/paths/0/wanted").asInt()).isEqualTo(2);
    assertThat(list.at("/0/paths/0/live").asInt()).isEqualTo(5);
    assertThat(list.at("/0/paths/0/manager").asText()).isEqualTo("somebody");
    assertThat(list.at("/0/diff").asText()).contains("-  replicas: 5");
  }

  @Test
  void whatCannotBeRenderedIsToldWithItsPlaceAndCode2() {
    scene.repository.write("app/map.yaml", "kind: ConfigMap\nmetadata: {name: a}\n").push("map");

    Ran broken = scene.run("diff");
    Ran absent = scene.run("diff", "--revision", "nowhere");

    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("app/map.yaml:1", "apiVersion");
    assertThat(absent.code()).isEqualTo(2);
    assertThat(absent.err()).contains("no branch, tag or commit 'nowhere'");
    assertThat(broken.out() + absent.out()).isEmpty();
  }

  @Test
  void aProjectThatDoesNotPermitItIsHeeded() {
    scene.api.apply(
        Cluster.parse(
            "{apiVersion: plumbline.dev/v1alpha1, kind: Project, metadata: {name: strict, namespace: %s}, spec: {sourceRepos: ['*'], destinations: [{namespace: other}]}}"
                .formatted(scene.name)),
        "tests");
    scene.application("project: strict");
    scene.repository.write("app/map.yaml", MAP.formatted("a", "hi")).push("map");

    Ran ran = scene.run("diff");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("Project 'strict' does not permit");
  }
}
