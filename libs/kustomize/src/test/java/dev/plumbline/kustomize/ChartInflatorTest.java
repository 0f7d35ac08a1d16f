package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.MemoryTree;
import dev.plumbline.kustomize.ChartInflator.Inflation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartInflatorTest {

  private static final String MANIFESTS =
      """
      ---
      # Source: web/templates/b.yaml
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      ---
      # Source: web/templates/a.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: web
        annotations:
          helm.sh/hook: pre-install
      """;

  private final Map<String, byte[]> files = new TreeMap<>();
  private final List<Chart> charts = new ArrayList<>();
  private final List<String> values = new ArrayList<>();
  private String manifests = MANIFESTS;
  private String defaults = "a: 1\nlist: [x]\nnested: {kept: true, changed: old}\n";

  private ChartInflatorTest file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private KustomizeResult build(String kustomization) {
    file("app/kustomization.yaml", kustomization);
    return Kustomize.build(
        new MemoryTree(files), "app", KustomizeOptions.DEFAULT.withCharts(this::inflate));
  }

  private Inflation inflate(ChartInflator.Request request) {
    charts.add(request.chart());
    byte[] own =
        request
            .chartFolder()
            .map(folder -> request.files().read(folder + "/values.yaml"))
            .orElse(defaults.getBytes(StandardCharsets.UTF_8));
    request.values(own).forEach(bytes -> values.add(new String(bytes, StandardCharsets.UTF_8)));
    return new Inflation(manifests, List.of());
  }

  private static String yaml(KustomizeResult result) {
    return new String(result.toYaml(), StandardCharsets.UTF_8);
  }

  @Test
  void everyFieldIsHandedOn() {
    // when
    build(
        """
        helmGlobals: {chartHome: ../charts, configHome: /tmp/helm}
        helmCharts:
        - name: web
          version: 1.2.3
          repo: https://charts.example
          releaseName: shop
          namespace: prod
          apiVersions: [a/v1]
          kubeVersion: "1.30"
          nameTemplate: "{{ .x }}"
          includeCRDs: true
          skipHooks: true
          skipTests: true
          debug: true
        """);

    // then
    assertThat(charts)
        .containsExactly(
            new Chart(
                "web",
                "1.2.3",
                "https://charts.example",
                "shop",
                "prod",
                "../charts",
                "/tmp/helm",
                List.of(),
                "",
                Map.of(),
                "override",
                true,
                true,
                List.of("a/v1"),
                "1.30",
                "{{ .x }}",
                true,
                true,
                false));
    assertThat(charts.get(0).folder()).isEqualTo("../charts/web-1.2.3/web");
    assertThat(values).containsExactly(defaults);
  }

  @Test
  void theOldFieldIsUnderstood() {
    // given
    manifests = "";

    // when
    build(
        """
        helmChartInflationGenerator:
        - chartName: web
          chartVersion: 1.2.3
          chartRepoUrl: https://charts.example
          chartHome: home
          releaseName: shop
          valuesLocal: {a: 2}
          extraArgs: [--ignored]
        helmCharts:
        - name: first
        """);

    // then
    assertThat(charts).extracting(Chart::name).containsExactly("first", "web");
    assertThat(charts).extracting(Chart::chartHome).containsOnly("home");
    assertThat(charts.get(1).repo()).isEqualTo("https://charts.example");
    assertThat(charts.get(1).valuesInline()).isEqualTo(Map.of("a", 2L));
  }

  @Test
  void aChartInTheRepositoryIsFound() {
    // given
    file("app/charts/web/values.yaml", "own: true\n").file("app/more.yaml", "more: true\n");

    // when
    build("helmCharts: [{name: web, additionalValuesFiles: [more.yaml]}]\n");

    // then
    assertThat(values).containsExactly("own: true\n", "more: true\n");
  }

  @Test
  void valuesInPlaceWinUnlessTheFileIsToWin() {
    // given
    String chart =
        "helmCharts: [{name: web, valuesMerge: %s, valuesInline: {b: 2, nested: {changed:"
            + " new}}}]\n";

    // when
    build(chart.formatted("override"));
    build(chart.formatted("merge"));
    build(chart.formatted("replace"));

    // then
    assertThat(values)
        .containsExactly(
            "a: 1\nb: 2\nlist:\n- x\nnested:\n  changed: new\n  kept: true\n",
            "a: 1\nb: 2\nlist:\n- x\nnested:\n  changed: old\n  kept: true\n",
            "b: 2\nnested:\n  changed: new\n");
  }

  @Test
  void aValuesFileStandsInForTheChartsOwn() {
    // given
    file("app/values.yaml", "file: true\n");

    // when
    build("helmCharts: [{name: web, valuesFile: values.yaml, valuesInline: {b: 2}}]\n");

    // then
    assertThat(values).containsExactly("b: 2\nfile: true\n");
  }

  @Test
  void whatComesOfAChartIsTreatedAsAnyResource() {
    // when
    KustomizeResult result =
        build(
            """
            namespace: prod
            namePrefix: x-
            commonLabels: {team: a}
            helmCharts: [{name: web, releaseName: shop}]
            configMapGenerator:
            - {name: first, options: {disableNameSuffixHash: true}}
            sortOptions: {order: fifo}
            patches:
            - target: {kind: Service}
              patch: '[{op: add, path: /spec, value: {type: NodePort}}]'
            """);

    // then
    assertThat(yaml(result))
        .isEqualTo(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              labels:
                team: a
              name: x-first
              namespace: prod
            ---
            apiVersion: v1
            kind: Service
            metadata:
              labels:
                team: a
              name: x-web
            spec:
              selector:
                team: a
              type: NodePort
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              annotations:
                helm.sh/hook: pre-install
              labels:
                team: a
              name: x-web
            """);
    assertThat(result.places().get(1))
        .isEqualTo(new Place("app/kustomization.yaml", 0, "HelmChartInflationGenerator"));
  }

  @Test
  void aChartIsInflatedForTheNamespaceAroundIt() {
    // given
    file("app/inner/kustomization.yaml", "helmCharts: [{name: inner}]\n");
    file("app/own/kustomization.yaml", "namespace: own\nhelmCharts: [{name: own}]\n");
    manifests = "";

    // when
    build("namespace: prod\nresources: [inner, own]\nhelmCharts: [{name: web, namespace: x}]\n");

    // then
    assertThat(charts).extracting(Chart::namespace).containsExactly("prod", "own", "x");
  }

  @Test
  void aChartMayBeAGeneratorOfItsOwn() {
    // given
    file(
        "app/chart.yaml",
        """
        apiVersion: builtin
        kind: HelmChartInflationGenerator
        metadata: {name: any}
        name: web
        releaseName: shop
        chartHome: home
        valuesInline: {a: 5}
        """);

    // when
    KustomizeResult result = build("generators: [chart.yaml]\n");

    // then
    assertThat(result.documents()).hasSize(2);
    assertThat(charts.get(0).chartHome()).isEqualTo("home");
    assertThat(charts.get(0).valuesInline()).isEqualTo(Map.of("a", 5L));
  }

  @Test
  void messagesBeforeTheFirstManifestArePassedOver() {
    // given
    manifests = "Pulled: host.example/web: 1.2.3: ok\n" + MANIFESTS;

    // then
    assertThat(build("helmCharts: [{name: web}]\n").documents()).hasSize(2);
  }

  @Test
  void resourcesOfChartsMustNotBeThereTwice() {
    assertThatThrownBy(() -> build("helmCharts: [{name: web}, {name: web, releaseName: b}]\n"))
        .hasMessageContaining("exists; behavior must be merge or replace");
  }

  @Test
  void badFieldsAreNamed() {
    assertThatThrownBy(() -> build("helmCharts: [{releaseName: a}]\n"))
        .hasMessageContaining("app/kustomization.yaml:1: helmCharts[0].name: chart name");
    assertThatThrownBy(() -> build("helmCharts: [{name: web, valuesMerge: all}]\n"))
        .hasMessageContaining("valuesMerge must be one of");
    assertThatThrownBy(() -> build("helmCharts: [{name: web, values: a}]\n"))
        .hasMessageContaining("unknown field \"values\"");
    assertThatThrownBy(() -> build("helmCharts: [{name: web, valuesFile: ../out.yaml}]\n"))
        .hasMessageContaining("out.yaml");
  }

  @Test
  void chartsAreRefusedByName() {
    file("app/kustomization.yaml", "helmCharts: [{name: web}]\n");

    assertThatThrownBy(
            () -> Kustomize.build(new MemoryTree(files), "app", KustomizeOptions.DEFAULT))
        .hasMessage(
            "app/kustomization.yaml: helmCharts: chart 'web' is refused: charts are not inflated"
                + " here");
  }
}
