package dev.plumbline.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.helm.HelmException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTreeTest {

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  ChartTreeTest() {
    file("apps/web/Chart.yaml", "name: web\nversion: 1.0.0\n");
  }

  private ChartTreeTest file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private Map<String, byte[]> read(ChartLimits limits) {
    return ChartTree.read(new MemoryTree(files, links, TreeLimits.DEFAULT), "apps/web", limits);
  }

  private Set<String> paths() {
    return read(ChartLimits.DEFAULT).keySet();
  }

  @Test
  void everythingBelowTheFolderIsTheChart() {
    // given
    file("apps/web/templates/x.yaml", "\uFEFFkind: A").file("apps/web/charts/a.tgz", "x");
    file("apps/other/y.yaml", "kind: B").file("apps/web/templates/.hidden", "");

    // then
    assertThat(paths()).containsExactlyInAnyOrder("Chart.yaml", "charts/a.tgz", "templates/x.yaml");
    assertThat(read(ChartLimits.DEFAULT).get("templates/x.yaml")).hasSize("kind: A".length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.bak|a.bak,d/b.bak",
        "/a.bak|a.bak",
        "d/|d/b.bak,d/e/f.txt",
        "d/*.bak|d/b.bak",
        "e|d/e/f.txt",
        "f.tx?|d/e/f.txt",
        "[a-c].bak|a.bak,d/b.bak",
        "[^a].bak|d/b.bak",
        "d/e/f.txt|d/e/f.txt",
        "# a.bak|''",
        "a.bak/|''",
        "d*t|''"
      })
  void ignoredIsWhatTheRulesSay(String rule, String ignored) {
    // given
    file("apps/web/a.bak", "").file("apps/web/d/b.bak", "").file("apps/web/d/e/f.txt", "");
    Set<String> all = new java.util.TreeSet<>(paths());

    // when
    file("apps/web/.helmignore", "\n" + rule + "  \n");
    Set<String> left = paths();

    // then
    all.removeAll(left);
    assertThat(String.join(",", all)).isEqualTo(ignored);
  }

  @Test
  void badRulesAreToldWithTheirLine() {
    // given
    file("apps/web/.helmignore", "*.bak\n**/x\n");

    // then
    assertThatThrownBy(this::paths)
        .hasMessage(".helmignore:2: double-star (**) syntax is not supported");
    file("apps/web/.helmignore", "[a\n");
    assertThatThrownBy(this::paths).hasMessageStartingWith(".helmignore:1: syntax error");
  }

  @Test
  void aRuleWithManyStarsIsQuick() {
    // given
    file("apps/web/.helmignore", "*a".repeat(30) + "b");
    file("apps/web/" + "a".repeat(200), "");

    // then
    assertThat(paths()).contains("a".repeat(200));
  }

  @Test
  void linksAreFollowedInsideOfTheTreeOnly() {
    // given
    file("shared/values.yaml", "a: 1").file("shared/lib/templates/_x.tpl", "x");
    links.put("apps/web/values.yaml", "../../shared/values.yaml");
    links.put("apps/web/charts/lib", "../../../shared/lib");

    // then
    assertThat(paths())
        .containsExactlyInAnyOrder("Chart.yaml", "values.yaml", "charts/lib/templates/_x.tpl");
    links.put("apps/web/evil", "../../../etc/passwd");
    assertThatThrownBy(this::paths).isInstanceOf(GitException.class);
    links.put("apps/web/evil", "nowhere");
    assertThatThrownBy(this::paths).hasMessage("evil: it is a link to what is not there");
    links.put("apps/web/evil", ".");
    assertThatThrownBy(this::paths).isInstanceOf(RuntimeException.class);
  }

  @Test
  void limitsHold() {
    // given
    file("apps/web/big", "x".repeat(100));

    // then
    assertThatThrownBy(() -> read(new ChartLimits(1, 1_000, 1_000, 10, 10)))
        .hasMessage("the chart has more than 1 files or 1000 bytes");
    assertThatThrownBy(() -> read(new ChartLimits(10, 50, 1_000, 10, 10)))
        .isInstanceOf(HelmException.class)
        .hasMessage("big: it has 100 bytes, more than the 50 allowed");
    assertThatThrownBy(() -> read(new ChartLimits(10, 1_000, 50, 10, 10)))
        .hasMessageContaining("50 bytes");
  }

  @Test
  void whatIsReadIsRecorded() {
    // given
    file("apps/web/values.yaml", "a: 1");
    RecordingTree recording = new RecordingTree(new MemoryTree(files, links, TreeLimits.DEFAULT));

    // when
    Map<String, byte[]> unused = ChartTree.read(recording, "apps/web", ChartLimits.DEFAULT);

    // then
    assertThat(recording.readSet().toString())
        .contains("apps/web/values.yaml", "apps/web/.helmignore", "apps/web/Chart.yaml");
  }

  @Test
  void aFolderWithoutAChartIsNone() {
    files.clear();
    file("apps/web/values.yaml", "a: 1");
    assertThatThrownBy(this::paths).hasMessage("Chart.yaml: a chart must have this file");
  }
}
