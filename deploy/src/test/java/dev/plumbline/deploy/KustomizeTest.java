package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Kustomize base and its components are what the chart renders: the chart is the one source.
 * Run with {@code -Ddeploy.update=true} after a change to it, and commit what changed.
 */
class KustomizeTest {

  private static final Path KUSTOMIZE = Path.of("kustomize");
  private static final String MADE =
      "# Made from deploy/helm/plumbline by its tests; do not edit.\n";

  /** The ConfigMap of the base is edited in overlays, which no checksum could follow. */
  private static final String BASE = "rollOnChange: false\n";

  private static final List<String> ORDER =
      List.of(
          "ServiceAccount",
          "ClusterRole",
          "ClusterRoleBinding",
          "Role",
          "RoleBinding",
          "NetworkPolicy",
          "PodDisruptionBudget",
          "Service",
          "Deployment");

  @Test
  void theBaseIsWhatTheChartRendersWithItsDefaults() throws IOException {
    Map<String, List<Manifest>> files =
        Chart.render(BASE).stream()
            .sorted(Comparator.comparing(manifest -> ORDER.indexOf(manifest.kind())))
            .collect(
                Collectors.groupingBy(
                    manifest ->
                        (manifest.service().isEmpty() ? "config" : manifest.service()) + ".yaml",
                    LinkedHashMap::new,
                    Collectors.toList()));

    assertThat(files).hasSize(7);
    for (Map.Entry<String, List<Manifest>> file : files.entrySet()) {
      assertSame(KUSTOMIZE.resolve("base").resolve(file.getKey()), file.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strimzi", "keda", "prometheus-operator"})
  void aComponentIsWhatTheChartRendersWhereItIsAskedFor(String component) throws IOException {
    Map<String, String> values =
        Map.of(
            "strimzi",
            "kafka: {strimzi: {enabled: true}}",
            "keda",
            "autoscaling: {enabled: true}",
            "prometheus-operator",
            "monitoring: {podMonitor: true, prometheusRule: true, dashboard: true}");
    List<String> base = Chart.render(BASE).stream().map(Manifest::id).toList();
    Map<String, List<Manifest>> files =
        Chart.render(BASE + values.get(component)).stream()
            .filter(manifest -> !base.contains(manifest.id()))
            .collect(
                Collectors.groupingBy(
                    manifest -> manifest.source().replaceAll("^.*/", ""),
                    LinkedHashMap::new,
                    Collectors.toList()));

    assertThat(files).isNotEmpty();
    for (Map.Entry<String, List<Manifest>> file : files.entrySet()) {
      assertSame(
          KUSTOMIZE.resolve("components").resolve(component).resolve(file.getKey()),
          file.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"base", "components/strimzi", "components/keda", "components/prometheus-operator"})
  void aKustomizationNamesEveryFileBesideIt(String directory) throws IOException {
    Path folder = KUSTOMIZE.resolve(directory);
    String kustomization = Files.readString(folder.resolve("kustomization.yaml"));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(file -> !file.equals("kustomization.yaml"))
          .isNotEmpty()
          .allSatisfy(file -> assertThat(kustomization).contains("- " + file + "\n"));
    }
  }

  @Test
  void kustomizeBuildsTheBaseWithEveryComponent() throws Exception {
    assumeTrue(Tool.isThere("kubectl"), "there is no kubectl");
    Path overlay = Files.createDirectories(Path.of("target/overlay"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        resources: [../../kustomize/base]
        components:
          - ../../kustomize/components/strimzi
          - ../../kustomize/components/keda
          - ../../kustomize/components/prometheus-operator
        """);

    List<Manifest> built = Manifest.all(Tool.run("kubectl", "kustomize", overlay.toString()));

    List<ObjectNode> rendered =
        Chart.render(
                BASE
                    + """
                    kafka: {strimzi: {enabled: true}}
                    autoscaling: {enabled: true}
                    monitoring: {podMonitor: true, prometheusRule: true, dashboard: true}
                    """)
            .stream()
            .map(Manifest::object)
            .toList();
    assertThat(built)
        .filteredOn(manifest -> !manifest.kind().equals("Namespace"))
        .extracting(Manifest::object)
        .containsExactlyInAnyOrderElementsOf(rendered);
  }

  private static void assertSame(Path file, List<Manifest> manifests) throws IOException {
    String generated =
        MADE + manifests.stream().map(Manifest::text).collect(Collectors.joining("---\n"));
    if (Boolean.getBoolean("deploy.update")) {
      Files.writeString(file, generated);
    }
    assertThat(file).as("run with -Ddeploy.update=true and commit").hasContent(generated);
  }
}
