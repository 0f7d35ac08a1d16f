package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.charts.ChartException.Reason;
import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import dev.plumbline.testkit.HttpHost;
import dev.plumbline.testkit.HttpHost.Answer;
import dev.plumbline.testkit.OciRegistryServer;
import dev.plumbline.testkit.TestTls;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciRegistryTest {

  private static final ChartAccess PLAIN =
      new ChartAccess(null, null, null, null, null, null, false, false, true);
  private static final ChartAccess READER =
      new ChartAccess("reader", "s3cr3t", null, null, null, null, false, false, true);
  private static final ChartPackage WEB = ChartPackage.of("web", "1.2.0+build.7");

  @TempDir Path directory;
  private OciRegistryServer registry;
  private Charts charts;
  private String manifest;

  @BeforeEach
  void start() {
    registry = OciRegistryServer.start();
    manifest = registry.push("org/charts", WEB);
    registry.push("org/charts", ChartPackage.of("web", "1.1.0"));
    charts = TestCharts.in(directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private PulledChart get(String version, ChartAccess access) {
    return charts.get(
        TestCharts.request(registry.url("org/charts"), "web", version, access), TestCharts.now());
  }

  private ChartException failure(String version, ChartAccess access) {
    return catchThrowableOfType(ChartException.class, () -> get(version, access));
  }

  @Test
  void aChartIsPulledByVersionRangeAndDigest() {
    for (String version : new String[] {"1.2.0+build.7", "^1", "", manifest, "@" + manifest}) {
      PulledChart chart = get(version, PLAIN);

      assertThat(chart.version()).isEqualTo("1.2.0+build.7");
      assertThat(chart.digest()).isEqualTo("sha256:" + ChartPackage.sha256(WEB.archive()));
    }
    assertThat(registry.host().requests("/blobs/")).hasSize(1);
  }

  @Test
  void tagsComeInPages() {
    registry.pageSize(2);
    for (int i = 0; i < 9; i++) {
      registry.push("org/charts", ChartPackage.of("web", "2.0." + i));
    }

    assertThat(get("^2", PLAIN).version()).isEqualTo("2.0.8");
    assertThat(registry.host().requests("tags/list")).hasSizeGreaterThan(5);
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    ChartException noVersion = failure("3.0.0", PLAIN);
    ChartException noChart =
        catchThrowableOfType(
            ChartException.class,
            () ->
                charts.get(
                    TestCharts.request(registry.url("org/charts"), "absent", "", PLAIN),
                    TestCharts.now()));

    assertThat(noVersion.reason()).isEqualTo(Reason.NO_MATCHING_VERSION);
    assertThat(noVersion).hasMessageContaining("it has 1.2.0+build.7, 1.1.0");
    assertThat(noChart.reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void aTokenIsGotFromWhereTheRegistrySaysAndKept() {
    // given
    registry.tokens().login("reader", "s3cr3t");

    // when
    get("1.1.0", READER);
    get("", READER);

    // then
    assertThat(registry.host().requests("/token")).hasSize(1);
    assertThat(registry.host().requests("/blobs/"))
        .allSatisfy(request -> assertThat(request.header("Authorization")).startsWith("Bearer "));
    registry.forgetTokens();
    assertThat(get("", READER).version()).isEqualTo("1.2.0+build.7");
    assertThat(failure("", PLAIN).reason()).isEqualTo(Reason.UNAUTHORIZED);
  }

  @Test
  void anybodyMayNeedATokenToo() {
    registry.tokens();

    assertThat(get("", PLAIN).version()).isEqualTo("1.2.0+build.7");
  }

  @Test
  void aRegistryMayAskForTheLoginItself() {
    registry.login("reader", "s3cr3t");

    assertThat(get("", READER).version()).isEqualTo("1.2.0+build.7");
    assertThat(failure("", PLAIN).reason()).isEqualTo(Reason.UNAUTHORIZED);
  }

  @Test
  void loginsOfDockerAreUnderstood() {
    registry.tokens().login("reader", "s3cr3t");
    String config =
        "{\"auths\":{\"https://%s/v2/\":{\"auth\":\"cmVhZGVyOnMzY3IzdA==\"}}}"
            .formatted(registry.host().authority());
    ChartAccess access =
        ChartAccess.fromSecret(
            Map.of(".dockerconfigjson", config, "plainHttp", "true"),
            ChartRepositoryUrl.parse(registry.url("org")));

    assertThat(get("", access).version()).isEqualTo("1.2.0+build.7");
  }

  @Test
  void credentialsAreNotBroughtToAnUnprotectedElsewhere() {
    try (HttpHost thief = HttpHost.start(request -> Answer.of(200, "{\"token\":\"x\"}"))) {
      registry.realm(thief.url("/token"));

      ChartException refused = failure("", READER);

      assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
      assertThat(refused).hasMessageContaining(thief.url("/token"));
      assertThat(thief.requests()).isEmpty();
    }
  }

  @Test
  void aBlobMayBeElsewhereButCredentialsAreNot() {
    try (HttpHost storage = HttpHost.start(request -> new Answer(200, Map.of(), WEB.archive()))) {
      registry.tokens().login("reader", "s3cr3t");
      registry.host().redirect("/blobs/", storage.url("/bucket?signature=1"));

      assertThat(get("", READER).version()).isEqualTo("1.2.0+build.7");
      assertThat(storage.requests())
          .singleElement()
          .satisfies(request -> assertThat(request.header("Authorization")).isEmpty());
    }
  }

  @Test
  void aBlobThatIsNotWhatTheManifestSaysIsNeverServed() {
    byte[] evil = ChartPackage.of("web", "1.2.0+build.7").file("values.yaml", "e: 1\n").archive();
    registry.host().instead("/blobs/", new Answer(200, Map.of(), evil));

    assertThat(failure("", PLAIN).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void aManifestThatIsNotWhatWasAskedForIsNeverTaken() {
    String other = registry.push("other", ChartPackage.of("web", "6.6.6"));
    byte[] foreign = registry.host().url("").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    registry.host().instead("/manifests/" + manifest, new Answer(200, Map.of(), foreign));
    assertThat(failure(manifest, PLAIN)).hasMessageContaining(manifest);

    registry
        .host()
        .instead("/manifests/1.1.0", Answer.of(200, "{}").with("Docker-Content-Digest", other));
    assertThat(failure("1.1.0", PLAIN).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void anImageIsNoChart() {
    registry.manifest(
        "org/charts/web",
        "3.0.0",
        "{\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\"},\"layers\":[]}");

    ChartException corrupt = failure("3.0.0", PLAIN);

    assertThat(corrupt).hasMessageContaining("it is no Helm chart");
  }

  @Test
  void aChartIsFoundInAnIndexOfManifests() {
    String image =
        registry.manifest("org/charts/web", "image", "{\"config\":{\"mediaType\":\"other\"}}");
    registry.manifest(
        "org/charts/web",
        "4.0.0",
        "{\"manifests\":[{\"digest\":\"" + image + "\"},{\"digest\":\"" + manifest + "\"}]}");

    ChartException otherVersion = failure("4.0.0", PLAIN);

    assertThat(otherVersion).hasMessageContaining("the repository says 4.0.0");
  }

  @Test
  void thePagesOfAnotherServerAreNotRead() {
    registry
        .host()
        .instead(
            "tags/list",
            Answer.of(200, "{\"tags\":[\"1.1.0\"]}")
                .with("Link", "<http://169.254.169.254/>; rel=\"next\""));

    assertThat(failure("", PLAIN).reason()).isEqualTo(Reason.REFUSED);
  }

  @Test
  void pagesWithoutEndEnd() {
    registry
        .host()
        .instead(
            "tags/list",
            Answer.of(200, "{\"tags\":[\"1.1.0\"]}")
                .with("Link", "</v2/org/charts/web/tags/list>; rel=\"next\""));

    assertThat(failure("", PLAIN).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void registriesAreAskedOverTls() {
    try (OciRegistryServer secure = OciRegistryServer.startTls()) {
      secure.tokens();
      secure.push("org", WEB);
      ChartRepositoryUrl url = ChartRepositoryUrl.parse(secure.url("org"));
      ChartAccess access = ChartAccess.fromSecret(Map.of("ca.crt", TestTls.authority()), url);

      PulledChart chart = charts.get(new ChartRequest(url, "web", "^1", access), TestCharts.now());

      assertThat(chart.version()).isEqualTo("1.2.0+build.7");
    }
  }

  @Test
  void anIndexMayListWhatIsInARegistry() {
    try (ChartRepositoryServer repository = ChartRepositoryServer.start()) {
      String url = registry.url("org/charts/web") + ":1.1.0";
      repository.list(
          "web", "1.1.0", url, ChartPackage.sha256(ChartPackage.of("web", "1.1.0").archive()));
      ChartAccess passing = new ChartAccess(null, null, null, null, null, null, true, false, true);

      PulledChart chart =
          charts.get(TestCharts.request(repository.url(), "web", "", passing), TestCharts.now());

      assertThat(chart.version()).isEqualTo("1.1.0");
    }
  }
}
