package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.charts.ChartException.Reason;
import dev.plumbline.testkit.ChartPackage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartDependenciesTest {

  private static final String REDIS =
      """
      dependencies:
      - name: redis
        version: ^1.0.0
        repository: https://charts.test/stable
        condition: redis.enabled
      """;

  private final Map<String, Map<String, byte[]>> tree = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();

  private Map<String, byte[]> complete(ChartPackage chart) {
    return new ChartDependencies(
            this::fetch,
            folder -> {
              if (!tree.containsKey(folder)) {
                throw new IllegalStateException("no folder " + folder);
              }
              return tree.get(folder);
            },
            aliases,
            ChartPackage::unpack)
        .complete("apps/web", chart.files());
  }

  private ChartException failure(ChartPackage chart) {
    return catchThrowableOfType(ChartException.class, () -> complete(chart));
  }

  private PulledChart fetch(ChartRepositoryUrl url, String name, String version) {
    fetched.add(url + " " + name + " " + version);
    String found = version.matches("\\d+\\.\\d+\\.\\d+") ? version : "1.9.0";
    byte[] archive = ChartPackage.of(name, found).archive();
    return new PulledChart(name, found, "sha256:" + Digests.of(archive), archive, Map.of(), null);
  }

  private static ChartPackage web(String dependencies) {
    return chart("web", "2.0.0", dependencies);
  }

  private static ChartPackage chart(String name, String version, String dependencies) {
    return ChartPackage.of(name, version)
        .file(
            "Chart.yaml",
            "apiVersion: v2\nname: " + name + "\nversion: " + version + "\n" + dependencies);
  }

  /** A lock file with the digest of the dependencies that Helm makes for it. */
  private static String lock(ChartPackage chart, String locked) {
    Map<String, byte[]> files = chart.files();
    String text = "dependencies:\n" + locked + "digest: ";
    files.put("Chart.lock", (text + "none\n").getBytes(StandardCharsets.UTF_8));
    ChartYaml yaml = ChartYaml.of(files);
    String json =
        "[["
            + String.join(",", yaml.dependencies().stream().map(d -> "" + d.forDigest()).toList())
            + "],["
            + String.join(",", yaml.locked().stream().map(d -> "" + d.forDigest()).toList())
            + "]]";
    String escaped = json.replace("<", "\\u003c").replace(">", "\\u003e");
    return text + "sha256:" + Digests.of(escaped.getBytes(StandardCharsets.UTF_8)) + "\n";
  }

  @Test
  void whatIsMissingIsPulledInTheNewestVersion() {
    Map<String, byte[]> files = complete(web(REDIS));

    assertThat(fetched).containsExactly("https://charts.test/stable redis ^1.0.0");
    assertThat(files).containsKeys("charts/redis-1.9.0.tgz", "templates/configmap.yaml");
  }

  @Test
  void whatIsThereAndFitsStays() {
    ChartPackage packed =
        web(REDIS).file("charts/redis-1.2.0.tgz", ChartPackage.of("redis", "1.2.0").archive());
    ChartPackage folder =
        web(REDIS).file("charts/redis/Chart.yaml", "name: redis\nversion: 1.2.0\n");

    assertThat(complete(packed)).containsOnlyKeys(packed.files().keySet());
    assertThat(complete(folder)).containsOnlyKeys(folder.files().keySet());
    assertThat(fetched).isEmpty();
  }

  @Test
  void whatIsThereAndDoesNotFitIsReplaced() {
    ChartPackage chart =
        web(REDIS)
            .file("charts/redis-0.9.0.tgz", ChartPackage.of("redis", "0.9.0").archive())
            .file("charts/other-0.9.0.tgz", ChartPackage.of("other", "0.9.0").archive());

    assertThat(complete(chart))
        .containsKeys("charts/redis-1.9.0.tgz", "charts/other-0.9.0.tgz")
        .doesNotContainKey("charts/redis-0.9.0.tgz");
  }

  @Test
  void aLockFileSaysWhichVersion() {
    ChartPackage chart = web(REDIS);
    String locked = "- {name: redis, version: 1.4.2, repository: 'https://charts.test/stable'}\n";
    chart.file("Chart.lock", lock(chart, locked));

    assertThat(complete(chart)).containsKey("charts/redis-1.4.2.tgz");
    assertThat(fetched).containsExactly("https://charts.test/stable redis 1.4.2");
  }

  @Test
  void aLockFileMadeFromOtherDependenciesIsRefused() {
    ChartPackage chart = web(REDIS);
    String locked = "- {name: redis, version: 1.4.2, repository: 'https://charts.test/stable'}\n";
    String lock = lock(chart, locked);

    ChartException failure = failure(web(REDIS.replace("^1", "~1")).file("Chart.lock", lock));

    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure)
        .hasMessageContaining(
            "the lock file (apps/web/Chart.lock) is out of sync with the dependencies file"
                + " (apps/web/Chart.yaml)");
    assertThat(fetched).isEmpty();
  }

  @Test
  void aLockOfHelmIsUnderstood() {
    // given: what helm dependency update 3.21.0 made of these dependencies
    tree.put("apps/base", ChartPackage.of("base", "0.1.0").files());
    String dependencies =
        """
        dependencies:
        - name: base
          version: ">=0.1.0 <1 || ~1.x"
          repository: file://../base
          condition: base.enabled,global.base
          tags: [a, "b&c"]
          alias: ground
          import-values:
          - data
          - {parent: p, child: default.c}
        - name: base
          version: 0.1.0
          repository: file://../base
        """;
    String lock =
        """
        dependencies:
        - name: base
          repository: file://../base
          version: 0.1.0
        - name: base
          repository: file://../base
          version: 0.1.0
        digest: sha256:cbcc3f3046a608d0ddf7950a699ac6f8b3988d089c57f041b9503e6b1c67b59b
        generated: "2026-11-21T20:48:06.16594544Z"
        """;

    // then
    assertThat(complete(web(dependencies).file("Chart.lock", lock)))
        .containsKey("charts/base/Chart.yaml");
    assertThat(failure(web(dependencies.replace("b&c", "b")).file("Chart.lock", lock)))
        .hasMessageContaining("out of sync");
  }

  @Test
  void namesOfRepositoriesAreTheCallersOrTheLockFiles() {
    ChartPackage chart = web(REDIS.replace("https://charts.test/stable", "'@stable'"));
    assertThat(failure(chart))
        .hasMessageContaining("apps/web/Chart.yaml: dependencies: redis: \"@stable\"")
        .hasMessageContaining("only somebody's machine knows");

    aliases.put("stable", "https://charts.test/known");
    complete(chart);
    complete(web(REDIS.replace("https://charts.test/stable", "alias:stable")));
    assertThat(fetched).containsOnly("https://charts.test/known redis ^1.0.0");

    aliases.clear();
    fetched.clear();
    String locked = "- {name: redis, version: 1.4.2, repository: 'https://charts.test/locked'}\n";
    ChartPackage resolved = web(REDIS.replace("charts.test/stable", "charts.test/locked"));
    complete(chart.file("Chart.lock", lock(resolved, locked)));
    assertThat(fetched).containsExactly("https://charts.test/locked redis 1.4.2");
  }

  @Test
  void chartsOfTheSameRepositoryAreTakenAndCompleted() {
    // given
    String base =
        "dependencies:\n- {name: base, version: 0.x, repository: file://../../libs/base}\n";
    tree.put("libs/base", chart("base", "0.1.0", REDIS).files());

    // when
    Map<String, byte[]> files = complete(web(base));

    // then
    assertThat(files)
        .containsKeys(
            "charts/base/Chart.yaml",
            "charts/base/templates/configmap.yaml",
            "charts/base/charts/redis-1.9.0.tgz");
  }

  @Test
  void whatIsWrongWithALocalChartIsTold() {
    tree.put("libs/base", ChartPackage.of("base", "0.1.0").files());

    assertThat(failure(web(local("base", "^1", "../../libs/base"))))
        .hasMessageContaining("the chart in libs/base has the version 0.1.0, expected ^1");
    assertThat(failure(web(local("other", "*", "../../libs/base"))))
        .hasMessageContaining("has the name \"base\"");
    assertThat(failure(web(local("base", "*", "../../../outside"))))
        .hasMessageContaining("leads out of the repository");
    assertThat(failure(web(local("base", "*", "/etc")))).hasMessageContaining("not absolute");
  }

  @Test
  void chartsThatDependOnEachOtherEnd() {
    tree.put("apps/a", chart("a", "1.0.0", local("b", "*", "../b")).files());
    tree.put("apps/b", chart("b", "1.0.0", local("a", "*", "../a")).files());
    assertThat(failure(web(local("a", "*", "../a")))).hasMessageContaining("depend on each other");

    for (int i = 0; i < 20; i++) {
      tree.put(
          "apps/c" + i,
          chart("c" + i, "1.0.0", local("c" + (i + 1), "*", "../c" + (i + 1))).files());
    }
    assertThat(failure(web(local("c0", "*", "../c0"))).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  private static String local(String name, String version, String path) {
    return "dependencies:\n- {name: %s, version: '%s', repository: 'file://%s'}\n"
        .formatted(name, version, path);
  }

  @Test
  void whatIsWrongIsToldWithFileAndName() {
    assertThat(failure(web("dependencies:\n- {name: redis, version: 1.0.0}\n")))
        .hasMessageContaining("apps/web/charts/redis is missing");
    assertThat(failure(web(REDIS.replace("^1.0.0", "main"))))
        .hasMessageContaining("apps/web/Chart.yaml: dependencies: redis:")
        .hasMessageContaining("\"main\" is wrong");
    assertThat(failure(web(REDIS.replace("https:", "ftp:"))))
        .hasMessageContaining("expected https://host/path or oci://");
    assertThat(failure(web("dependencies:\n- {version: 1.0.0}\n")))
        .hasMessageContaining("expected a name");
    assertThat(failure(web("dependencies: [" + "[".repeat(5_000))).reason())
        .isEqualTo(Reason.CORRUPT);
    assertThat(failure(web(REDIS).file("charts/x.tgz", "no archive")).reason())
        .isEqualTo(Reason.CORRUPT);
  }

  @Test
  void chartsOfTheOldFormHaveTheirDependenciesInAFileOfTheirOwn() {
    ChartPackage chart =
        ChartPackage.of("web", "1.0.0")
            .file("Chart.yaml", "apiVersion: v1\nname: web\nversion: 1.0.0\n")
            .file("requirements.yaml", REDIS)
            .file("requirements.lock", "dependencies: []\ndigest: sha256:00\n");

    assertThat(failure(chart)).hasMessageContaining("apps/web/requirements.lock");

    // the digest that Helm 2 made, of the dependencies alone
    String json =
        "{\"dependencies\":[{\"name\":\"redis\",\"version\":\"^1.0.0\",\"repository\":"
            + "\"https://charts.test/stable\",\"condition\":\"redis.enabled\"}]}";
    String digest = Digests.of(json.getBytes(StandardCharsets.UTF_8));
    String locked = "- {name: redis, version: 1.4.2, repository: 'https://charts.test/stable'}\n";
    chart.file("requirements.lock", "dependencies:\n" + locked + "digest: sha256:" + digest + "\n");

    assertThat(complete(chart)).containsKey("charts/redis-1.4.2.tgz");
  }

  @Test
  void oneChartMayBeWantedTwice() {
    String twice =
        REDIS + "- {name: redis, version: ^1, repository: 'https://charts.test', alias: second}\n";

    complete(web(twice));

    assertThat(fetched).hasSize(1);
  }
}
