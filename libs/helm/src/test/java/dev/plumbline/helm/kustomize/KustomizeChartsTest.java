package dev.plumbline.helm.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.kustomize.KustomizeCharts.Cluster;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import dev.plumbline.kustomize.UsedRemote;
import dev.plumbline.workers.PoolListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kustomizations with charts; the goldens are what {@code kustomize build --enable-helm} 5.6.0 with
 * Helm 3.21.0 printed.
 */
class KustomizeChartsTest {

  private static final Path RESOURCES = Path.of("src/test/resources/kustomize");
  private static final ChartSource NOWHERE =
      (repository, name, version) -> {
        throw new IllegalStateException("pulled " + repository + " " + name + " " + version);
      };

  @TempDir static Path directory;
  private static HelmEngine engine;

  private final Map<String, byte[]> files = new HashMap<>();
  private ChartSource source = NOWHERE;

  @BeforeAll
  static void start() {
    engine = new NativeHelm(HelmSettings.of(directory).withChildren(1), PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(RESOURCES.resolve("cases"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private void take(Path folder, String below) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(below + folder.relativize(file), Files.readAllBytes(file));
      }
    }
  }

  private KustomizeResult build(String kustomization) {
    files.put("app/kustomization.yaml", kustomization.getBytes(StandardCharsets.UTF_8));
    return build();
  }

  private KustomizeResult build() {
    return Kustomize.build(
        new RecordingTree(new MemoryTree(files)),
        "app",
        KustomizeOptions.DEFAULT.withCharts(
            new KustomizeCharts(
                engine,
                source,
                ChartLimits.DEFAULT,
                new Cluster("1.33.0", List.of("monitoring.coreos.com/v1")),
                "apps/app",
                () -> {})));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOutputIsThatOfTheOfficialTools(String name) throws IOException {
    // given
    Path folder = RESOURCES.resolve("cases").resolve(name);
    take(folder, "app/");
    take(RESOURCES.resolve("charts"), "app/charts/");

    // when
    KustomizeResult result = build();

    // then
    assertThat(new String(result.toYaml(), StandardCharsets.UTF_8))
        .isEqualTo(Files.readString(folder.resolve("expected.yaml")));
  }

  @Test
  void whatIsNotInTheTreeIsPulled() throws IOException {
    // given
    take(RESOURCES.resolve("charts/web"), "");
    Map<String, byte[]> chart = Map.copyOf(files);
    files.clear();
    List<String> pulled = new ArrayList<>();
    UsedRemote remote = new UsedRemote("https://charts.example/web", "^1", "sha256:abc");
    source =
        (repository, name, version) -> {
          pulled.add(repository + " " + name + " " + version);
          return new ChartSource.Pulled(chart, remote);
        };

    // when
    KustomizeResult result =
        build(
            """
            helmCharts:
            - {name: web, repo: https://charts.example, version: ^1, releaseName: a, skipHooks: true}
            - {name: web, repo: oci://charts.example/b, devel: true, releaseName: b, namespace: b}
            """);

    // then
    assertThat(pulled)
        .containsExactly("https://charts.example web ^1", "oci://charts.example/b web >0.0.0-0");
    assertThat(result.remotes()).containsOnly(remote);
    assertThat(new String(result.toYaml(), StandardCharsets.UTF_8)).contains("kube: v1.33.0");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() throws IOException {
    // given
    take(RESOURCES.resolve("charts"), "app/charts/");

    // then
    assertThatThrownBy(() -> build("helmCharts: [{name: absent}]"))
        .isInstanceOf(KustomizeException.class)
        .hasMessageContaining("no repo specified for pull, no chart found at 'charts/absent'");
    assertThatThrownBy(() -> build("helmCharts: [{name: web, releaseName: a, nameTemplate: b}]"))
        .hasMessageContaining("nameTemplate: cannot be set beside releaseName");
    assertThatThrownBy(() -> build("helmCharts: [{name: web, nameTemplate: '{{ nothing }}'}]"))
        .hasMessageContaining("function \"nothing\" not defined");
    files.put(
        "app/charts/web/templates/bad.yaml",
        "a: b\nc: {{ fail \"no\" }}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> build("helmCharts: [{name: web}]"))
        .isInstanceOf(KustomizeException.class)
        .hasMessageContaining("app/charts/web/templates/bad.yaml:2: chart 'web': no");
  }
}
