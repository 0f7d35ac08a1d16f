package dev.plumbline.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.chart.ChartMetadata.Dependency;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartMetadataTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ChartMetadata chart(String yaml) {
    return ChartMetadata.of(Map.of("Chart.yaml", bytes(yaml)));
  }

  @Test
  void everythingThatIsSaidIsRead() {
    // when
    ChartMetadata chart =
        chart(
            """
            apiVersion: v2
            name: web
            version: 1.2.3+build
            appVersion: 1.10
            kubeVersion: ">=1.25.0-0"
            type: library
            dependencies:
              - name: postgresql
                version: ^12.0.0
                repository: oci://registry.example.com/charts
                alias: db
                condition: db.enabled,global.db
                tags: [storage]
            """);

    // then
    assertThat(chart.isLibrary()).isTrue();
    assertThat(chart)
        .isEqualTo(
            new ChartMetadata(
                "v2",
                "web",
                "1.2.3+build",
                "1.1",
                "library",
                ">=1.25.0-0",
                List.of(
                    new Dependency(
                        "postgresql",
                        "^12.0.0",
                        "oci://registry.example.com/charts",
                        "db",
                        "db.enabled,global.db",
                        List.of("storage")))));
  }

  @Test
  void oldChartsHaveTheirDependenciesElsewhere() {
    // when
    ChartMetadata chart =
        ChartMetadata.of(
            Map.of(
                "Chart.yaml", bytes("name: old\nversion: 0.1.0\n"),
                "requirements.yaml", bytes("dependencies: [{name: a, version: 1.x.x}]")));

    // then
    assertThat(chart.apiVersion()).isEqualTo("v1");
    assertThat(chart.type()).isEqualTo("application");
    assertThat(chart.dependencies()).extracting(Dependency::name).containsExactly("a");
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() {
    assertThatThrownBy(() -> ChartMetadata.of(Map.of()))
        .isInstanceOf(HelmException.class)
        .hasMessage("Chart.yaml: a chart must have this file");
    assertThatThrownBy(() -> chart("version: 1.0.0"))
        .hasMessage("Chart.yaml: name: a chart must have one");
    assertThatThrownBy(() -> chart("name: a/b\nversion: 1.0.0"))
        .hasMessage("Chart.yaml: name: expected a name, not the path 'a/b'");
    assertThatThrownBy(() -> chart("name: a\nversion: [1]"))
        .hasMessage("Chart.yaml: version: expected text");
    assertThatThrownBy(() -> chart("name: a\n b: [c\n"))
        .hasMessageStartingWith("Chart.yaml:2: no YAML: ");
    assertThatThrownBy(() -> chart("name: a\nversion: 1.0.0\ndependencies: {}"))
        .hasMessage("Chart.yaml: dependencies: expected a list");
  }
}
