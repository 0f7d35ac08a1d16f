package dev.plumbline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.ChartTree;
import dev.plumbline.helm.values.ValuesMerge;
import dev.plumbline.helm.values.ValuesYaml;
import dev.plumbline.workers.PoolListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Charts beside what {@code helm template demo CHART -n shop --include-crds --kube-version 1.33.0
 * --api-versions monitoring.coreos.com/v1,example.com/v1/Widget -f values.yaml} of Helm 3.21.0
 * printed.
 */
class GoldenTest {

  private static final Path CASES = Path.of("src/test/resources/charts");
  private static final List<String> SERVED =
      List.of("monitoring.coreos.com/v1", "example.com/v1/Widget");

  @TempDir static Path directory;
  private static HelmEngine engine;

  private record Expected(String source, JsonNode manifest) {}

  @BeforeAll
  static void start() {
    engine = new NativeHelm(HelmSettings.of(directory).withChildren(1), PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aChartRendersAsByTheCommandLine(String name) throws IOException {
    // given
    Path folder = CASES.resolve(name);
    ValuesMerge values = new ValuesMerge();
    if (Files.exists(folder.resolve("values.yaml"))) {
      values.file("values.yaml", Files.readString(folder.resolve("values.yaml")));
    }
    HelmRequest request =
        HelmCharts.request(
                ChartTree.read(
                    new DirectoryTree(folder, TreeLimits.DEFAULT), "chart", ChartLimits.DEFAULT))
            .withValues(values.result())
            .withApiVersions(SERVED);

    // when
    HelmResult result = engine.template(request, () -> {});

    // then
    List<Expected> actual =
        result.objects().stream()
            .map(each -> new Expected(each.source(), each.manifest()))
            .toList();
    assertThat(actual).containsExactlyElementsOf(expected(folder));
    assertThat(parsed(result.toYaml())).isEqualTo(expected(folder));
    assertThat(result.readsApiVersions()).isEqualTo(name.equals("capabilities"));
  }

  private static List<Expected> expected(Path folder) throws IOException {
    return parsed(Files.readString(folder.resolve("expected.yaml")));
  }

  private static List<Expected> parsed(String printed) {
    List<Expected> expected = new ArrayList<>();
    String source = "";
    for (String part : printed.split("(?m)^---\\n")) {
      source = part.startsWith("# Source: ") ? part.substring(10, part.indexOf('\n')) : source;
      for (JsonNode manifest : ValuesYaml.documents(source, part)) {
        expected.add(new Expected(source, manifest));
      }
    }
    return expected;
  }
}
