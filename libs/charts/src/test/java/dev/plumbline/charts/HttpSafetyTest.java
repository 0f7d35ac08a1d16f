package dev.plumbline.charts;

import static dev.plumbline.testkit.HttpHost.Fault.HANGS;
import static dev.plumbline.testkit.HttpHost.Fault.TRICKLES;
import static dev.plumbline.testkit.HttpHost.Fault.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.charts.ChartException.Reason;
import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.HttpHost;
import dev.plumbline.testkit.HttpHost.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a repository over HTTP cannot make us do. */
class HttpSafetyTest extends WithChartRepository {

  @Test
  void credentialsGoToAnotherServerOnlyWhenThatIsAskedFor() {
    try (HttpHost other = HttpHost.start(request -> new Answer(200, Map.of(), WEB.archive()))) {
      // given
      server.credentials("reader", "s3cr3t");
      server.list("web", "1.2.0", other.url("/web.tgz"), ChartPackage.sha256(WEB.archive()));
      ChartAccess access = ChartAccess.basic("reader", "s3cr3t");
      ChartAccess passing =
          new ChartAccess("reader", "s3cr3t", null, null, null, null, true, false, false);

      // when
      get("1.2.0", access);
      TestCharts.in(directory.resolve("other"))
          .get(TestCharts.request(server.url(), "web", "1.2.0", passing), TestCharts.now());

      // then
      assertThat(other.requests())
          .extracting(request -> request.header("Authorization").isEmpty())
          .containsExactly(true, false);
    }
  }

  @Test
  void credentialsDoNotFollowARedirect() {
    try (HttpHost other = HttpHost.start(request -> new Answer(200, Map.of(), WEB.archive()))) {
      server.credentials("reader", "s3cr3t");
      server.host().redirect("web-1.2.0.tgz", other.url("/web.tgz?signature=1"));

      assertThat(get("1.2.0", ChartAccess.basic("reader", "s3cr3t")).version()).isEqualTo("1.2.0");
      assertThat(other.requests()).hasSize(1);
      assertThat(other.requests().get(0).header("Authorization")).isEmpty();
    }
  }

  @Test
  void aServerThatNeverEndsIsLeftInTime() {
    charts =
        new Charts(
            TestCharts.repositories(AddressCheck.ANY, Duration.ofSeconds(1)),
            TestCharts.store(directory),
            ChartPackage::unpack,
            Clock.systemUTC());
    server.host().fault("index.yaml", TRICKLES);
    assertThat(failure()).hasMessageContaining("no complete answer within 1 s");

    server.host().healthy();
    server.host().fault("index.yaml", HANGS);
    assertThat(failure()).hasMessageContaining("no complete answer within 1 s");
  }

  @Test
  void whatBreaksOffIsNotTakenForWhole() {
    server.host().fault("index.yaml", TRUNCATED);
    assertThat(failure().retriable()).isTrue();

    server.host().healthy();
    server.host().fault(".tgz", TRUNCATED);
    assertThat(failure().retriable()).isTrue();
  }

  @Test
  void whatIsTooLargeIsTold() throws IOException {
    server.push(ChartPackage.of("web", "1.2.0").file("big", noise(200_000)));
    assertThat(failure().reason()).isEqualTo(Reason.TOO_LARGE);

    server.host().instead("index.yaml", Answer.of(200, "apiVersion: v1\n" + "#".repeat(2_000_000)));
    assertThat(failure().reason()).isEqualTo(Reason.TOO_LARGE);

    server.host().healthy();
    server
        .host()
        .instead(
            "index.yaml",
            new Answer(200, Map.of("Content-Encoding", "gzip"), packed(" ".repeat(2_000_000))));
    assertThat(failure().reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void aRedirectLeadsNowhereThatIsNotPermitted() {
    AddressCheck check =
        address ->
            address.getHost().equals("169.254.169.254")
                ? Optional.of("it is a metadata service")
                : Optional.empty();
    charts =
        new Charts(
            TestCharts.repositories(check),
            TestCharts.store(directory),
            ChartPackage::unpack,
            Clock.systemUTC());
    for (String[] each :
        new String[][] {
          {"http://169.254.169.254/latest?token=s3cr3t", "it is a metadata service"},
          {"file:///etc/passwd", "expected http(s)"},
          {"http://user:s3cr3t@127.0.0.1/", "credentials in it"},
          {server.url() + "/index.yaml", "redirects more than 5"},
        }) {
      server.host().redirect("index.yaml", each[0]);

      ChartException refused = failure();

      assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
      assertThat(refused).hasMessageContaining(each[1]).hasMessageNotContaining("s3cr3t");
    }
    server.host().healthy();
    server.list("web", "1.2.0", "http://169.254.169.254/web.tgz", "00".repeat(32));
    assertThat(failure()).hasMessageContaining("it is a metadata service");
    server.list("web", "1.2.0", "file:///etc/passwd", "00".repeat(32));
    assertThat(failure().reason()).isEqualTo(Reason.REFUSED);
  }

  @Test
  void anAnswerFromAnAddressThatChangedMeanwhileIsNotUsed() {
    AtomicInteger asked = new AtomicInteger();
    charts =
        new Charts(
            TestCharts.repositories(
                address ->
                    asked.incrementAndGet() == 1 ? Optional.empty() : Optional.of("it moved")),
            TestCharts.store(directory),
            ChartPackage::unpack,
            Clock.systemUTC());

    assertThat(failure().reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure()).hasMessageContaining("it moved");
  }

  @Test
  void aTokenThatCannotBeSentIsNotShown() {
    ChartAccess access =
        new ChartAccess(null, null, "s3c\nr3t", null, null, null, false, false, false);

    ChartException refused = failure("", access);

    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
    assertThat(refused).hasMessageNotContaining("s3c").hasNoCause();
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
