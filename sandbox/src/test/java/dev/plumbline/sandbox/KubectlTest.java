package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real kubectl where there is one, on the PATH or in KUBEBUILDER_ASSETS. */
class KubectlTest {

  private static final String MANIFESTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: app, image: "nginx:1"}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings}
      data: {color: red}
      """;
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.com}
      spec:
        group: example.com
        scope: Namespaced
        names: {plural: things, kind: Thing, shortNames: [th]}
        versions:
        - name: v1
          served: true
          storage: true
          additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer}}}}
      """;

  @TempDir Path dir;

  private record Result(int exit, String output) {}

  private static Path kubectl() {
    String path =
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin")
            + File.pathSeparator
            + System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private ProcessBuilder command(Path kubectl, String... arguments) {
    List<String> command = new ArrayList<>(List.of(kubectl.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("KUBECONFIG", dir.resolve("kubeconfig").toString());
    builder.environment().put("KUBECACHEDIR", dir.resolve("cache").toString());
    builder.environment().put("HOME", dir.toString());
    builder.environment().put("KUBE_EDITOR", "sed -i s/nginx:1/nginx:2/");
    return builder.redirectErrorStream(true);
  }

  private String run(Path kubectl, String... arguments) throws IOException, InterruptedException {
    Result result = result(kubectl, arguments);
    assertThat(result.exit()).as(String.join(" ", arguments) + "\n" + result.output()).isZero();
    return result.output();
  }

  private Result result(Path kubectl, String... arguments)
      throws IOException, InterruptedException {
    Process process = command(kubectl, arguments).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor(30, TimeUnit.SECONDS);
    return new Result(process.exitValue(), output);
  }

  @Test
  void worksAsWithAnyCluster() throws IOException, InterruptedException {
    Path kubectl = kubectl();
    assumeThat(kubectl).isNotNull();
    Path file = Files.writeString(dir.resolve("m.yaml"), MANIFESTS);
    Path definition = Files.writeString(dir.resolve("crd.yaml"), DEFINITION);
    String manifest = file.toString();
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.writeKubeconfig(dir.resolve("kubeconfig"));
      Path watched = dir.resolve("watched");
      Process watch =
          command(kubectl, "get", "configmaps", "-w", "-o", "name")
              .redirectOutput(watched.toFile())
              .start();

      assertThat(run(kubectl, "apply", "-f", manifest)).contains("deployment.apps/web created");
      assertThat(run(kubectl, "apply", "-f", manifest)).contains("web unchanged");
      run(kubectl, "wait", "--for=condition=Available", "deploy/web", "--timeout=20s");
      assertThat(run(kubectl, "get", "deploy")).contains("READY", "1/1");
      assertThat(run(kubectl, "edit", "deploy/web")).contains("edited");
      assertThat(run(kubectl, "get", "deploy", "-o", "wide")).contains("nginx:2");
      assertThat(run(kubectl, "patch", "cm", "settings", "-p", "{\"data\":{\"x\":\"y\"}}"))
          .contains("patched");
      run(kubectl, "scale", "deploy/web", "--replicas=2");
      run(kubectl, "rollout", "status", "deploy/web", "--timeout=20s");

      Result conflict = result(kubectl, "apply", "--server-side", "-f", manifest);
      assertThat(conflict.output()).contains("\"kubectl-edit\" using apps/v1");
      assertThat(run(kubectl, "apply", "--server-side", "--force-conflicts", "-f", manifest))
          .contains("serverside-applied");
      assertThat(run(kubectl, "diff", "--server-side", "--force-conflicts", "-f", manifest))
          .isBlank();

      assertThat(run(kubectl, "explain", "deployment.spec.strategy")).contains("rollingUpdate");
      run(kubectl, "create", "configmap", "made", "--from-literal=a=b");
      assertThat(run(kubectl, "get", "cm", "made", "-o", "jsonpath={.data.a}")).isEqualTo("b");
      run(kubectl, "apply", "-f", definition.toString());
      run(kubectl, "wait", "--for=condition=Established", "crd/things.example.com");
      Path thing =
          Files.writeString(
              dir.resolve("t.yaml"),
              "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {size: 3}\n");
      run(kubectl, "apply", "-f", thing.toString());
      assertThat(run(kubectl, "explain", "thing.spec")).containsPattern("size\\s+<integer>");
      assertThat(run(kubectl, "get", "th")).containsPattern("NAME\\s+SIZE\\s+t\\s+3");

      run(kubectl, "delete", "-f", manifest, "--timeout=20s");
      assertThat(result(kubectl, "get", "deploy", "web").output()).contains("not found");
      await()
          .untilAsserted(
              () -> assertThat(watched).content().contains("configmap/settings", "configmap/made"));
      watch.destroy();
    }
  }
}
