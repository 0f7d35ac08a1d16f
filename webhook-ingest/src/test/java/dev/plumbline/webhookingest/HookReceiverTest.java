package dev.plumbline.webhookingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.webhookingest.HookReceiver.Answer;
import dev.plumbline.webhookingest.intake.Route;
import dev.plumbline.webhookingest.intake.Signed;
import dev.plumbline.webhookingest.provider.Providers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HookReceiverTest {

  private static final String TOKEN = "token";
  private static final String SECRET = "s3cret";
  private static final int MAX = 1_000;
  private static final byte[] PUSH =
      """
      {"ref": "refs/heads/main", "after": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
       "repository": {"clone_url": "https://github.com/org/repo.git"}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final RecordingLog log = new RecordingLog();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final OpenRoutes routes = new OpenRoutes();
  private final EventCodec codec =
      new EventCodec("webhook-ingest", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Random(1));
  private final HookReceiver receiver = receiver(Duration.ofSeconds(30));

  HookReceiverTest() {
    routes.open(
        TOKEN,
        new Route(
            "ns/hook",
            "uid",
            Providers.builtIn().named("github").orElseThrow(),
            SECRET,
            List.of()));
  }

  @Test
  void anAuthenticPushIsAnsweredOnlyWhenItIsStored() throws Exception {
    // given
    log.answer = new CompletableFuture<>();

    // when
    CompletionStage<Answer> answer = receive(TOKEN, headers(PUSH), PUSH);

    // then
    assertThat(answer.toCompletableFuture()).isNotDone();
    log.answer.complete(null);
    assertThat(answer.toCompletableFuture().join().status()).isEqualTo(202);
    RevisionObserved event =
        (RevisionObserved)
            codec.decode(log.written.get(0).headers(), log.written.get(0).value()).event();
    assertThat(log.written.get(0).key()).isEqualTo("github.com/org/repo");
    assertThat(event.ref()).isEqualTo("refs/heads/main");
    assertThat(log.written.get(0).headers()).containsEntry("ce_id", event.trigger().eventId());
    assertThat(
            registry
                .counter("plumbline.webhook.received", "provider", "github", "result", "accepted")
                .count())
        .isOne();
  }

  @Test
  void theTraceOfTheCallerGoesOn() throws Exception {
    // given
    Map<String, List<String>> headers = headers(PUSH);
    headers.put("traceparent", List.of("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01"));

    // when
    receive(TOKEN, headers, PUSH);

    // then
    assertThat(log.written.get(0).headers().get("traceparent")).startsWith("00-" + "a".repeat(32));
  }

  @Test
  void aRepeatedDeliveryIsTakenAgainUnderTheSameEventId() throws Exception {
    // given
    Map<String, List<String>> headers = headers(PUSH);
    headers.put("X-GitHub-Delivery", List.of("one"));

    // when
    receive(TOKEN, headers, PUSH);
    Answer second = receive(TOKEN, headers, PUSH).toCompletableFuture().join();

    // then
    assertThat(second.status()).isEqualTo(202);
    assertThat(log.written).hasSize(2);
    assertThat(log.written.get(1).headers().get("ce_id"))
        .isEqualTo(log.written.get(0).headers().get("ce_id"));
  }

  @Test
  void whileKafkaFailsTheCallerIsToldToComeAgain() throws Exception {
    // given
    log.answer = CompletableFuture.failedFuture(new IllegalStateException("away"));

    // when
    Answer answer = receive(TOKEN, headers(PUSH), PUSH).toCompletableFuture().join();

    // then
    assertThat(answer).isEqualTo(new Answer(503, "not stored, try again", Duration.ofSeconds(7)));
  }

  @Test
  void whileKafkaIsSilentTheWaitIsBounded() throws Exception {
    // given
    log.answer = new CompletableFuture<>();

    // when
    Answer answer =
        receiver(Duration.ofMillis(20))
            .receive(TOKEN, headers(PUSH), new ByteArrayInputStream(PUSH))
            .toCompletableFuture()
            .join();

    // then
    assertThat(answer.status()).isEqualTo(503);
  }

  @Test
  void aFullChannelIsAnsweredLikeKafkaBeingAway() throws Exception {
    // given
    log.refuses = true;

    // then
    assertThat(receive(TOKEN, headers(PUSH), PUSH).toCompletableFuture().join().status())
        .isEqualTo(503);
  }

  @Test
  void aForgedCallIsRefusedWithoutDetail() throws Exception {
    // given
    Map<String, List<String>> headers = Signed.headers("github", "guess", PUSH);

    // then
    assertThat(receive(TOKEN, headers, PUSH).toCompletableFuture().join())
        .isEqualTo(new Answer(401, "", null));
    assertThat(log.written).isEmpty();
  }

  @Test
  void theBodyOfACallWithoutARouteIsNotRead() throws Exception {
    // given
    CountingStream body = new CountingStream(PUSH.length);

    // when
    Answer answer = receiver.receive("guess", headers(PUSH), body).toCompletableFuture().join();

    // then
    assertThat(answer).isEqualTo(new Answer(404, "", null));
    assertThat(body.read).isZero();
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsNotRead() throws Exception {
    // given
    CountingStream body = new CountingStream(MAX + 1);
    Map<String, List<String>> headers = headers(PUSH);
    headers.put("Content-Length", List.of(String.valueOf(MAX + 1)));

    // when
    Answer answer = receiver.receive(TOKEN, headers, body).toCompletableFuture().join();

    // then
    assertThat(answer.status()).isEqualTo(413);
    assertThat(body.read).isZero();
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsReadNoFurther() throws Exception {
    // given
    CountingStream body = new CountingStream(100 * MAX);

    // when
    Answer answer = receiver.receive(TOKEN, headers(PUSH), body).toCompletableFuture().join();

    // then
    assertThat(answer.status()).isEqualTo(413);
    assertThat(body.read).isLessThanOrEqualTo(MAX + 1);
  }

  @Test
  void aBodyOfExactlyTheBoundIsRead() throws Exception {
    // given
    byte[] body = new byte[MAX];

    // then
    assertThat(receive(TOKEN, headers(body), body).toCompletableFuture().join().status())
        .isEqualTo(400);
  }

  @Test
  void anEmptyBodyIsMalformed() throws Exception {
    assertThat(
            receiver
                .receive(TOKEN, headers(new byte[0]), null)
                .toCompletableFuture()
                .join()
                .status())
        .isEqualTo(400);
  }

  @Test
  void anotherContentTypeIsRefused() throws Exception {
    // given
    Map<String, List<String>> headers = headers(PUSH);
    headers.put("content-type", List.of("text/xml"));

    // then
    assertThat(receive(TOKEN, headers, PUSH).toCompletableFuture().join().status()).isEqualTo(415);
    assertThat(
            registry
                .counter(
                    "plumbline.webhook.rejected",
                    "provider",
                    "github",
                    "reason",
                    "unsupported-type")
                .count())
        .isOne();
  }

  @Test
  void aPingIsAcceptedAndIgnored() throws Exception {
    // given
    byte[] body = "{\"zen\": \"x\"}".getBytes(StandardCharsets.UTF_8);
    Map<String, List<String>> headers = headers(body);
    headers.put("X-GitHub-Event", List.of("ping"));

    // when
    Answer answer = receive(TOKEN, headers, body).toCompletableFuture().join();

    // then
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text()).startsWith("ignored");
    assertThat(log.written).isEmpty();
  }

  @Test
  void theEndpointAnswersInHttp() throws Exception {
    // given
    log.answer = CompletableFuture.failedFuture(new IllegalStateException("away"));

    // when
    Response unavailable =
        HookEndpoint.response(receive(TOKEN, headers(PUSH), PUSH).toCompletableFuture().join());
    Response unknown =
        HookEndpoint.response(receive("guess", headers(PUSH), PUSH).toCompletableFuture().join());

    // then
    assertThat(unavailable.getStatus()).isEqualTo(503);
    assertThat(unavailable.getHeaderString("Retry-After")).isEqualTo("7");
    assertThat(unknown.getStatus()).isEqualTo(404);
    assertThat(unknown.hasEntity()).isFalse();
  }

  private CompletionStage<Answer> receive(
      String token, Map<String, List<String>> headers, byte[] body) throws Exception {
    return receiver.receive(token, headers, new ByteArrayInputStream(body));
  }

  private static Map<String, List<String>> headers(byte[] body) {
    return Signed.headers("github", SECRET, body);
  }

  private HookReceiver receiver(Duration acknowledgeWithin) {
    return new HookReceiver(
        routes,
        log,
        codec,
        new WebhookMetrics(registry),
        new HookReceiver.Limits(MAX, acknowledgeWithin, Duration.ofSeconds(7)),
        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
        new Random(1));
  }

  private static final class RecordingLog implements RevisionLog {
    private final List<EncodedEvent> written = new ArrayList<>();
    private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
    private boolean refuses;

    @Override
    public CompletionStage<Void> append(List<EncodedEvent> events) {
      if (refuses) {
        throw new IllegalStateException("the channel is full");
      }
      written.addAll(events);
      return answer;
    }
  }

  private static final class CountingStream extends InputStream {
    private final int size;
    private int read;

    CountingStream(int size) {
      this.size = size;
    }

    @Override
    public int read() {
      return read >= size ? -1 : (read++ & 0x7f);
    }
  }
}
