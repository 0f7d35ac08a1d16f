package dev.plumbline.charts;

import static dev.plumbline.testkit.HttpHost.Fault.FAILS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.charts.ChartException.Reason;
import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import dev.plumbline.testkit.HttpHost.Answer;
import dev.plumbline.testkit.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class HttpRepositoryTest extends WithChartRepository {

  @Test
  void aChartIsPulledOnceHoweverOftenItIsAskedFor() {
    // when
    PulledChart chart = get("^1");
    PulledChart again = get("1.2.0");

    // then
    assertThat(chart.version()).isEqualTo("1.2.0");
    assertThat(chart.digest()).isEqualTo("sha256:" + ChartPackage.sha256(WEB.archive()));
    assertThat(chart.files()).containsOnlyKeys(WEB.files().keySet());
    assertThat(again.digest()).isEqualTo(chart.digest());
    assertThat(server.host().requests(".tgz")).hasSize(1);
  }

  @Test
  void anIndexIsAskedForOnceByAllWhoAskedBefore() {
    // given
    Instant before = TestCharts.now();
    ChartRequest request = TestCharts.request(server.url(), "web", "");

    // when
    List<CompletableFuture<PulledChart>> all =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> charts.get(request, before)))
            .toList();
    all.forEach(CompletableFuture::join);

    // then
    assertThat(server.host().requests("index.yaml")).hasSize(1);
    assertThat(server.host().requests(".tgz")).hasSize(1);
  }

  @Test
  void anIndexThatDidNotChangeIsNotSentAgain() {
    // given
    get("");

    // when
    get("");
    server.push(ChartPackage.of("web", "1.4.0"));

    // then
    assertThat(server.host().requests("index.yaml"))
        .last()
        .satisfies(request -> assertThat(request.header("If-None-Match")).isNotEmpty());
    assertThat(get("").version()).isEqualTo("1.4.0");
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    ChartException noVersion = failure("^2", ChartAccess.NONE);
    ChartException noChart =
        catchThrowableOfType(
            ChartException.class,
            () -> charts.get(TestCharts.request(server.url(), "wep", ""), TestCharts.now()));
    ChartException noRange = failure("main", ChartAccess.NONE);

    assertThat(noVersion.reason()).isEqualTo(Reason.NO_MATCHING_VERSION);
    assertThat(noVersion).hasMessageContaining("\"^2\"; it has 1.3.0-rc.1, 1.2.0");
    assertThat(noChart.reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(noChart).hasMessageContaining("there is no chart \"wep\"; it has web");
    assertThat(noRange.reason()).isEqualTo(Reason.REFUSED);
    assertThat(noRange).hasMessageContaining("version range \"main\" is wrong");
  }

  @Test
  void credentialsLetIn() {
    // given
    server.credentials("reader", "s3cr3t");

    // then
    assertThat(get("", ChartAccess.basic("reader", "s3cr3t")).version()).isEqualTo("1.2.0");
    ChartException refused = failure("", ChartAccess.basic("reader", "wr0ng"));
    assertThat(refused.reason()).isEqualTo(Reason.UNAUTHORIZED);
    assertThat(refused).hasMessageContaining("check the Secret").hasMessageNotContaining("wr0ng");
  }

  @Test
  void aTokenLetsIn() {
    server.token("t0k3n");
    ChartAccess access =
        ChartAccess.fromSecret(
            Map.of("bearerToken", "t0k3n"), ChartRepositoryUrl.parse(server.url()));

    assertThat(get("", access).version()).isEqualTo("1.2.0");
  }

  @Test
  void aPrivateAuthorityIsTrustedWhenTheSecretBringsIt() {
    try (ChartRepositoryServer secure = ChartRepositoryServer.startTls().push(WEB)) {
      ChartRepositoryUrl url = ChartRepositoryUrl.parse(secure.url());
      ChartAccess trusting = ChartAccess.fromSecret(Map.of("ca.crt", TestTls.authority()), url);
      ChartAccess careless = ChartAccess.fromSecret(Map.of("insecureSkipVerify", "true"), url);

      for (ChartAccess access : List.of(trusting, careless)) {
        assertThat(
                charts
                    .get(new ChartRequest(url, "web", "1.2.0", access), TestCharts.now())
                    .version())
            .isEqualTo("1.2.0");
      }
      ChartException refused =
          catchThrowableOfType(
              ChartException.class,
              () ->
                  charts.get(
                      new ChartRequest(url, "web", "1.2.0", ChartAccess.NONE), TestCharts.now()));
      assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(refused).hasMessageContaining("add ca.crt to the Secret");
    }
  }

  @Test
  void aCertificateIsShownToTheRepositoryThatAsksForOne() {
    try (ChartRepositoryServer secure = ChartRepositoryServer.startTls().push(WEB)) {
      // given
      secure.host().needCertificate();
      ChartRepositoryUrl url = ChartRepositoryUrl.parse(secure.url());
      Map<String, String> secret =
          Map.of(
              "ca.crt", TestTls.authority(),
              "tls.crt", TestTls.clientCertificate(),
              "tls.key", TestTls.clientKey());

      // then
      assertThat(pull(url, secret).version()).isEqualTo("1.2.0");
      assertThat(refusal(url, Map.of("ca.crt", TestTls.authority())).reason())
          .isEqualTo(Reason.UNREACHABLE);
      Map<String, String> wrong = new HashMap<>(secret);
      wrong.put("tls.key", "-----BEGIN RSA PRIVATE KEY-----\ns3cr3t\n");
      assertThat(refusal(url, wrong))
          .hasMessageContaining("tls.key is not a PKCS #8 key")
          .hasMessageNotContaining("s3cr3t");
      wrong.put("ca.crt", "s3cr3t");
      assertThat(refusal(url, wrong)).hasMessageContaining("ca.crt has no certificate in PEM");
    }
  }

  private PulledChart pull(ChartRepositoryUrl url, Map<String, String> secret) {
    ChartAccess access = ChartAccess.fromSecret(secret, url);
    return charts.get(new ChartRequest(url, "web", "", access), TestCharts.now());
  }

  private ChartException refusal(ChartRepositoryUrl url, Map<String, String> secret) {
    return catchThrowableOfType(ChartException.class, () -> pull(url, secret));
  }

  @Test
  void anArchiveThatIsNotWhatTheIndexSaysIsNeverServed() {
    server.list("web", "1.2.0", "web-1.2.0.tgz", "00".repeat(32));

    ChartException corrupt = failure();

    assertThat(corrupt.reason()).isEqualTo(Reason.CORRUPT);
    assertThat(corrupt).hasMessageContaining("web 1.2.0").hasMessageContaining("sha256:0000");
  }

  @Test
  void aVersionThatIsPublishedAnewIsTold() {
    // given
    PulledChart before = get("1.2.0");
    assertThat(before.warning()).isEmpty();

    // when
    server.push(ChartPackage.of("web", "1.2.0").file("values.yaml", "evil: true\n"));
    Charts restarted = TestCharts.in(directory);
    PulledChart after =
        restarted.get(TestCharts.request(server.url(), "web", "^1"), TestCharts.now());

    // then
    assertThat(after.digest()).isNotEqualTo(before.digest());
    assertThat(after.warning().orElseThrow())
        .contains("web 1.2.0 was published anew", before.digest(), after.digest());
    assertThat(get("1.2.0").warning()).isPresent();
  }

  @Test
  void aRepositoryWithoutDigestsIsAskedForTheArchiveAgain() {
    server.withoutDigests();
    Instant before = TestCharts.now();
    ChartRequest request = TestCharts.request(server.url(), "web", "1.2.0");

    charts.get(request, before);
    charts.get(request, before);
    assertThat(server.host().requests(".tgz")).hasSize(1);

    charts.get(request, TestCharts.now());
    assertThat(server.host().requests(".tgz")).hasSize(2);
  }

  @Test
  void aFixedVersionIsTakenFromDiskWhileTheRepositoryIsAway() {
    // given
    String digest = get("1.2.0").digest();
    server.host().fault("/", FAILS);

    // then
    assertThat(get("1.2.0").digest()).isEqualTo(digest);
    assertThat(failure("^1", ChartAccess.NONE).retriable()).isTrue();
    assertThat(failure("1.2.0", ChartAccess.basic("other", "one")).retriable()).isTrue();
  }

  @Test
  void aPackedIndexIsUnpacked() throws IOException {
    String index = "apiVersion: v1\nentries:\n  web: [{version: 1.2.0, urls: [web-1.2.0.tgz]}]\n";
    server
        .host()
        .instead("index.yaml", new Answer(200, Map.of("Content-Encoding", "gzip"), packed(index)));

    assertThat(get("").version()).isEqualTo("1.2.0");
  }

  @Test
  void aChartThatIsAnotherIsNotTaken() {
    byte[] other = ChartPackage.of("web", "6.6.6").archive();
    server.host().instead("web-1.2.0.tgz", new Answer(200, Map.of(), other));
    server.list("web", "1.2.0", "web-1.2.0.tgz", ChartPackage.sha256(other));

    assertThat(failure()).hasMessageContaining("version \"6.6.6\", the repository says 1.2.0");
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
