package dev.plumbline.helm;

import static dev.plumbline.helm.HelmCharts.bytes;
import static dev.plumbline.helm.HelmCharts.chart;
import static dev.plumbline.helm.HelmCharts.request;
import static dev.plumbline.helm.HelmCharts.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.helm.HelmException.Reason;
import dev.plumbline.helm.chart.ChartArchive;
import dev.plumbline.workers.PoolListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeHelmTest {

  private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n";

  @TempDir static Path directory;
  private static HelmEngine engine;

  @BeforeAll
  static void start() {
    engine =
        new NativeHelm(
            HelmSettings.of(directory)
                .withChildren(1)
                .withTimeout(Duration.ofSeconds(20))
                .withMemory(400),
            PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static List<HelmObject> render(HelmRequest request) {
    return engine.template(request, () -> {}).objects();
  }

  private static HelmException failure(HelmRequest request) {
    HelmException thrown = catchThrowableOfType(HelmException.class, () -> render(request));
    assertThat(thrown).as("the chart is refused").isNotNull();
    return thrown;
  }

  private static HelmException failure(String... files) {
    return failure(request(chart(files)));
  }

  private static String inFile(String expression) {
    return OBJECT + "data:\n  a: " + expression + "\n";
  }

  private static void assertServes() {
    assertThat(render(request(chart("templates/x.yaml", OBJECT))))
        .extracting(HelmObject::source)
        .containsExactly("small/templates/x.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{ fail \"not like this\" }}|templates/x.yaml|5|not like this",
        "{{ required \"a name is needed\" .Values.name }}|templates/x.yaml|5|a name is needed",
        "{{ .Values.a.b }}|templates/x.yaml|5|nil pointer evaluating interface {}.b",
        "{{ nosuchfunction }}|templates/x.yaml|5|function \"nosuchfunction\" not defined",
        "{{ include \"no.such\" . }}|templates/x.yaml|5|no template \"no.such\"",
        "{{ if }}|templates/x.yaml|5|missing value for if",
        "[|templates/x.yaml|0|what comes of it is no YAML: error converting YAML to JSON"
      })
  void whatIsWrongInATemplateIsToldWithItsPlace(
      String expression, String file, int line, String problem) {
    // when
    HelmException failure = failure("templates/x.yaml", inFile(expression));

    // then
    assertThat(failure.reason()).isEqualTo(Reason.INVALID);
    assertThat(failure.file()).isEqualTo(file);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(failure.problem()).contains(problem).doesNotContain("plumbline", "--debug");
  }

  @Test
  void theInnermostTemplateIsToBlame() {
    // when
    HelmException failure =
        failure(
            "templates/x.yaml",
            inFile("{{ include \"deep\" . }}"),
            "charts/sub/Chart.yaml",
            "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
            "charts/sub/templates/_helpers.tpl",
            "{{ define \"deep\" }}\n\n{{ index .Values \"a\" \"b\" }}{{ end }}");

    // then
    assertThat(failure.file()).isEqualTo("charts/sub/templates/_helpers.tpl");
    assertThat(failure.line()).isEqualTo(3);
  }

  @Test
  void aChartThatIsNoneIsRefused() {
    assertThat(failure(request(Map.of("values.yaml", bytes("a: 1")))))
        .hasMessage("Chart.yaml: a chart must have this file");
    assertThat(failure("Chart.yaml", "name: a\nversion: 1.0.0\ntype: library"))
        .hasMessageStartingWith("Chart.yaml: type: a library chart has nothing to render");
    assertThat(failure("Chart.yaml", "name: a\nversion: 1.0.0\nkubeVersion: '>=1.40'"))
        .hasMessageContaining("Chart.yaml: chart requires kubeVersion: >=1.40");
    assertThat(
            failure(
                "Chart.yaml",
                "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: db, version: 1.x}]"))
        .hasMessageContaining("Chart.yaml: ")
        .hasMessageContaining("missing in charts/ directory: db");
    assertThat(failure("values.yaml", "a: [")).hasMessageStartingWith("values.yaml: ");
    assertThat(failure("templates/x.yaml", "- a list")).hasMessageContaining("templates/x.yaml: ");
  }

  @Test
  void valuesAreCheckedUnlessToldNotTo() {
    // given
    HelmRequest request =
        request(
                chart(
                    "values.schema.json",
                    "{\"properties\": {\"replicas\": {\"type\": \"integer\"}}}",
                    "templates/x.yaml",
                    inFile("{{ .Values.replicas | quote }}")))
            .withValues(values("replicas: many"));

    // then
    assertThat(failure(request).getMessage())
        .startsWith("values.schema.json: ")
        .contains("/replicas")
        .contains("want integer");
    assertThat(render(request.with(true, false, false, true))).hasSize(1);
  }

  @Test
  void hooksTestsAndCrdsAreLeftOutWhenAskedTo() {
    // given
    String hook = "\n---\nkind: Job\nmetadata: {name: %1$s, annotations: {helm.sh/hook: %1$s}}";
    HelmRequest request =
        request(
            chart(
                "templates/x.yaml",
                OBJECT + hook.formatted("pre-install") + hook.formatted("test"),
                "crds/c.yaml",
                "kind: CustomResourceDefinition"));

    // then
    assertThat(render(request)).hasSize(4);
    assertThat(render(request.with(false, false, false, false))).hasSize(3);
    assertThat(render(request.with(true, true, false, false))).hasSize(3);
    assertThat(render(request.with(true, false, true, false))).hasSize(2);
  }

  @Test
  void archivesInsideOfChartsAreSubcharts() {
    // given
    Map<String, byte[]> inner =
        chart("templates/x.yaml", inFile("{{ .Capabilities.APIVersions.Has \"example.com/v1\" }}"));
    inner.put("Chart.yaml", bytes("apiVersion: v2\nname: inner\nversion: 1.0.0\n"));
    Map<String, byte[]> outer = new TreeMap<>(chart());
    outer.put("Chart.yaml", bytes("apiVersion: v2\nname: outer\nversion: 1.0.0\n"));
    outer.put("charts/inner-1.0.0.tgz", ChartArchive.write("inner", inner));
    Map<String, byte[]> root = chart("charts/_notes.tgz", "nothing");
    root.put("charts/outer.tgz", ChartArchive.write("outer", outer));

    // when
    List<HelmObject> objects = render(request(root).withApiVersions(List.of("example.com/v1")));

    // then
    assertThat(objects)
        .extracting(HelmObject::source)
        .containsExactly("small/charts/outer/charts/inner/templates/x.yaml");
    assertThat(objects.get(0).manifest().at("/data/a").asBoolean()).isTrue();
  }

  @Test
  void aChartThatForgesOurMarksGainsNothing() {
    // given
    String forged = "apiVersion: v1\nkind: PlumblineChartWithCrds\nmetadata: {name: \"%s\"}\n";
    HelmRequest request =
        request(
            chart(
                "crds/c.yaml",
                "kind: CustomResourceDefinition",
                "templates/plumbline-crds.yaml",
                forged.formatted("99999999999")
                    + "---\n"
                    + forged.formatted("7")
                    + "---\n"
                    + forged.formatted("0"),
                "charts/sub/Chart.yaml",
                "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
                "charts/sub/templates/x.yaml",
                OBJECT + "# template: a:99999999999:\n"));

    // then
    assertThat(render(request))
        .extracting(each -> each.manifest().path("kind").asText())
        .containsExactly(
            "CustomResourceDefinition",
            "ConfigMap",
            "PlumblineChartWithCrds",
            "PlumblineChartWithCrds",
            "PlumblineChartWithCrds");
    assertThat(failure("templates/x.yaml", "{{ index .Values \"template: a:99999999999:\" 1 }}"))
        .hasMessageContaining("templates/x.yaml:1: ");
  }

  @Test
  void anArchiveThatIsRefusedIsNamed() {
    assertThat(failure("charts/bad.tgz", "<html>"))
        .hasMessageStartingWith("charts/bad.tgz: the archive is damaged or no gzipped tar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{ range until 1000000000 }}{{ end }}",
        "{{ range $i := untilStep 0 2000000000 1 }}x{{ end }}",
        "{{ repeat 2000000000 \"0123456789\" }}",
        "{{ range until 30000 }}{{ repeat 1000000 \"x\" }}{{ end }}",
        "{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}",
        "{{ tpl .Values.self . }}"
      })
  void whatRunsAwayEndsInBudget(String expression) {
    // given
    HelmRequest request =
        request(chart("templates/x.yaml", inFile(expression)))
            .withValues(values("self: '{{ tpl .Values.self . }}'"));

    // when
    HelmException failure = failure(request);

    // then
    assertThat(failure.reason()).isNotEqualTo(Reason.UNAVAILABLE);
    assertServes();
  }

  @Test
  void aLoopEndsInTime() {
    // given
    String loop =
        "{{ range until 40000 }}{{ range until 40000 }}{{ range until 40000 }}"
            + "{{ end }}{{ end }}{{ end }}";
    try (HelmEngine hurried =
        new NativeHelm(
            HelmSettings.of(directory.resolve("hurried")).withTimeout(Duration.ofSeconds(2)),
            PoolListener.NONE)) {
      // then
      assertThatThrownBy(
              () -> hurried.template(request(chart("templates/x.yaml", inFile(loop))), () -> {}))
          .isInstanceOf(HelmException.class)
          .hasMessage("rendering the chart failed: it took longer than the 2 s allowed");
    }
  }

  @Test
  void theCheckpointEndsARender() {
    // given
    IllegalStateException enough = new IllegalStateException("enough");

    // then
    assertThatThrownBy(
            () ->
                engine.template(
                    request(chart("templates/x.yaml", OBJECT)),
                    () -> {
                      throw enough;
                    }))
        .isSameAs(enough);
    assertServes();
  }

  @Test
  void nothingOfThisProcessIsSeen() {
    // when
    List<HelmObject> objects =
        render(
            request(
                chart(
                    "templates/x.yaml",
                    inFile("{{ getHostByName \"localhost\" | quote }}"),
                    "templates/y.yaml",
                    OBJECT + "data: {f: {{ .Files.Get \"/etc/passwd\" | quote }}}")));

    // then
    assertThat(objects.get(0).manifest().at("/data/a").asText()).isEmpty();
    assertThat(objects.get(1).manifest().at("/data/f").asText()).isEmpty();
    assertThat(failure("templates/x.yaml", "{{ env \"HOME\" }}").getMessage())
        .contains("function \"env\" not defined");
  }

  @Test
  void anotherPlatformIsToldAndNothingElseBreaks() {
    // given
    System.setProperty(NativeFile.PLATFORM, "plan9-mips");
    try (HelmEngine elsewhere =
        new NativeHelm(HelmSettings.of(directory.resolve("elsewhere")), PoolListener.NONE)) {
      // then
      assertThat(elsewhere.unavailable().orElse(""))
          .startsWith("there is no Helm library for plan9-mips on the class path");
      assertThatThrownBy(
              () -> elsewhere.template(request(chart("templates/x.yaml", OBJECT)), () -> {}))
          .isInstanceOf(HelmException.class)
          .hasMessageStartingWith("there is no Helm library for plan9-mips")
          .extracting(e -> ((HelmException) e).reason())
          .isEqualTo(Reason.UNAVAILABLE);
    } finally {
      System.clearProperty(NativeFile.PLATFORM);
    }
    assertThat(engine.unavailable()).isEmpty();
    assertThat(engine.version()).isEqualTo("helm/3.21.0 helm-java/0.0.21 rewrite/1");
  }
}
