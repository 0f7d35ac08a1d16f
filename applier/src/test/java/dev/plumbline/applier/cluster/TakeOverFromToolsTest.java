package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that the tools themselves have made; skipped where they are not installed. */
class TakeOverFromToolsTest extends HandOnCluster {

  private static final ObjectRef NIGHTLY =
      ObjectRef.of("batch/v1", "CronJob", "default", "from-tool");

  private static final String MANIFEST =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: from-tool, namespace: default, labels: {team: a, old: "1"}}
      spec:
        schedule: "0 4 * * *"
        suspend: true
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                - {name: web, image: "nginx:1", env: [{name: A, value: "1"}, {name: OLD, value: "1"}]}
      """;

  @TempDir private Path folder;

  @AfterEach
  void removeCronJob() throws ClusterException {
    cluster.delete(NIGHTLY, null, null, Propagation.BACKGROUND);
  }

  @Test
  void kubectlApply() throws Exception {
    // given
    Path file = Files.writeString(folder.resolve("nightly.yaml"), MANIFEST);
    run("kubectl", "apply", "--filename", file.toString());
    run("kubectl", "apply", "--filename", file.toString());

    // then
    isTakenOver(live(), "kubectl-client-side-apply");
    assertThat(
            run(
                "kubectl",
                "get",
                "cronjob",
                "from-tool",
                "--show-managed-fields",
                "--output",
                "jsonpath={.metadata.managedFields[*].manager}"))
        .doesNotContain("kubectl");
  }

  @Test
  void helmInstall() throws Exception {
    // given
    Path chart = folder.resolve("shop");
    Files.createDirectories(chart.resolve("templates"));
    Files.writeString(chart.resolve("Chart.yaml"), "{apiVersion: v2, name: shop, version: 1.0.0}");
    Files.writeString(chart.resolve("templates/nightly.yaml"), MANIFEST);
    run("helm", "install", "shop", chart.toString(), "--namespace", "default");

    // then
    ObjectNode found = live();
    isTakenOver(found, "helm");
    assertThat(live().at("/metadata/annotations/meta.helm.sh~1release-name").asText())
        .isEqualTo("shop");
    assertThat(run("helm", "list", "--namespace", "default", "--short")).contains("shop");
    assertThat(
            run(
                "kubectl",
                "delete",
                "secret",
                "--namespace",
                "default",
                "--selector",
                "owner=helm,name=shop"))
        .contains("deleted");
    assertThat(live().at("/metadata/uid")).isEqualTo(found.at("/metadata/uid"));
  }

  private void isTakenOver(ObjectNode found, String manager) throws Exception {
    assertThat(found.at("/metadata/managedFields").toString()).contains("\"" + manager + "\"");
    assertThat(apply(MANIFEST)).isInstanceOf(TaskOutcome.Applied.class);
    ObjectNode ours = live();
    assertThat(ours.at("/metadata/generation")).isEqualTo(found.at("/metadata/generation"));
    assertThat(ours.path("spec")).isEqualTo(found.path("spec"));
    assertThat(ours.at("/metadata/managedFields").toString()).doesNotContain(manager);
    assertThat(ours.toString()).doesNotContain("last-applied-configuration");

    String later = MANIFEST.replace(", old: \"1\"", "").replace(", {name: OLD, value: \"1\"}", "");
    assertThat(apply(later)).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().at("/metadata/labels").has("old")).isFalse();
    assertThat(live().at("/spec/jobTemplate/spec/template/spec/containers/0/env")).hasSize(1);
  }

  private TaskOutcome apply(String manifest) {
    return hand.perform(
        plan("uid"),
        new ObjectTask.ApplyObject(new PlanMade.Apply(NIGHTLY, json(manifest), "digest"), null),
        OURS);
  }

  private static ObjectNode live() throws ClusterException {
    return cluster.get(NIGHTLY).orElseThrow();
  }

  private String run(String tool, String... arguments) throws Exception {
    Path binary = find(tool);
    assumeTrue(binary != null, "there is no " + tool);
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", testCluster.kubeconfig().toString());
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }

  private static Path find(String tool) {
    String assets =
        System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin");
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + assets;
    return Stream.of(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
