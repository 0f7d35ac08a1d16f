package dev.plumbline.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.notifier.Samples;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.RecordingSink.Answer;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server on loopback. */
class DelivererTest {
  private static final String SIGNING = "whsec_aG9va3MtdGVzdC1zZWNyZXQtMzItYnl0ZXMtbG9uZyE=";

  private final RecordingSink sink = new RecordingSink();
  private SecretReader secrets = (namespace, name) -> Optional.of(Map.of("token", SIGNING));
  private NotificationProvider provider =
      Samples.provider("webhook", "hook", sink.url("/hook").toString(), "s", null);

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void aMessageArrivesSigned() throws Exception {
    assertThat(deliver()).isEqualTo(new Outcome.Delivered(null));
    assertThat(sink.requests())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.method()).isEqualTo("POST");
              assertThat(r.headers()).containsKey("webhook-signature");
              assertThat(r.headers().get("webhook-id")).isEqualTo("id-1");
              assertThat(r.body()).contains("\"specversion\":\"1.0\"");
            });
  }

  @Test
  void tooManyRequestsIsTriedAgainWhenTheServerSays() throws Exception {
    sink.answer(r -> new Answer(429, Map.of("Retry-After", "3"), "slow down"));
    assertThat(deliver())
        .isEqualTo(new Outcome.Later("answered 429: slow down", Duration.ofSeconds(3)));
  }

  @Test
  void serverErrorsPassAndGoneDoesNot() throws Exception {
    sink.answer(r -> Answer.of(500, ""));
    assertThat(deliver()).isEqualTo(new Outcome.Later("answered 500", null));
    sink.answer(r -> Answer.of(410, ""));
    assertThat(deliver()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    sink.answer(r -> new Answer(307, Map.of("Location", sink.url("/other").toString()), ""));
    assertThat(deliver())
        .isEqualTo(
            new Outcome.Refused("the address redirects (307) and redirects are not followed"));
    assertThat(sink.requests()).hasSize(1);
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpInTime() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    sink.answer(
        r -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Answer.of(200, "");
        });
    try {
      assertThat(deliver(new HttpSender(Duration.ofMillis(300))))
          .asString()
          .contains("no answer within");
    } finally {
      release.countDown();
    }
  }

  @Test
  void aConnectionThatIsRefusedIsTriedAgain() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    provider = Samples.provider("webhook", "hook", "http://127.0.0.1:" + port, "s", null);
    assertThat(deliver())
        .isEqualTo(new Outcome.Later("the connection was refused or could not be made", null));
  }

  @Test
  void anEndlessAnswerIsReadInPart() throws Exception {
    sink.answer(r -> Answer.of(400, "x".repeat(1_000_000)));
    assertThat(deliver()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void whatTheServerRepeatsOfTheSecretIsNotKept() throws Exception {
    sink.answer(r -> Answer.of(400, "bad key " + SIGNING + " at " + sink.url("/hook")));
    assertThat(deliver()).isEqualTo(new Outcome.Refused("answered 400: bad key *** at ***"));
  }

  @Test
  void whatItsOwnerCanMendIsTriedAgain() throws Exception {
    secrets = (namespace, name) -> Optional.empty();
    assertThat(deliver()).isEqualTo(new Outcome.Later("there is no Secret shop/s", null));
    secrets =
        (namespace, name) -> {
          throw new ClusterException(ClusterException.Reason.FORBIDDEN, 403, "not allowed");
        };
    assertThat(deliver())
        .isEqualTo(new Outcome.Later("the Secret cannot be read: not allowed", null));
    provider = Samples.provider("webhook", "hook", "https://hooks.example.com/", null, null);
    assertThat(deliver()).asString().contains("must be signed");
    provider = null;
    assertThat(deliver()).asString().contains("no such NotificationProvider");
    assertThat(sink.requests()).isEmpty();
  }

  @Test
  void metadataServicesAreNotReached() throws Exception {
    provider = Samples.provider("webhook", "hook", "http://169.254.169.254/latest", "s", null);
    assertThat(deliver()).asString().contains("link-local");
  }

  @Test
  void aSuspendedProviderIsLeftAlone() throws Exception {
    provider = Samples.provider("webhook", "hook", sink.url("/hook").toString(), "s", true);
    assertThat(deliver()).isEqualTo(new Outcome.Withheld());
    assertThat(sink.requests()).isEmpty();
  }

  private Outcome deliver() throws Exception {
    return deliver(new HttpSender(Duration.ofSeconds(15)));
  }

  private Outcome deliver(HttpSender sender) throws Exception {
    Message message =
        new Message(
            "id-1",
            "shop/hook",
            "opened",
            "t",
            "error",
            "title",
            "text",
            Map.of(),
            "i",
            1,
            null,
            Samples.TIME);
    return new Deliverer(
            destination -> Optional.ofNullable(provider),
            (namespace, name) -> secrets.read(namespace, name),
            new AddressGuard(true, "plumbline.notifier.allow-private-addresses"),
            sender,
            Clock.systemUTC())
        .deliver(message, Samples.KEY)
        .outcome();
  }
}
