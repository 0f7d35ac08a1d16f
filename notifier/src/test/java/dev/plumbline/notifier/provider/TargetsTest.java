package dev.plumbline.notifier.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.SecretKeyRef;
import dev.plumbline.notifier.Samples;
import dev.plumbline.notifier.model.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
  private static final Instant NOW = Samples.TIME;
  private static final URI LOOPBACK = URI.create("http://127.0.0.1:9/x");
  private static final URI OUTSIDE = URI.create("https://hooks.example.com/x");
  private static final String SECRET = "whsec_aG9va3MtdGVzdC1zZWNyZXQtMzItYnl0ZXMtbG9uZyE=";

  @Test
  void theSignatureIsThatOfTheSpecification() throws Exception {
    JsonNode vector = Json.mapper().readTree(getClass().getResource("/standard-webhooks.json"));
    JsonNode headers = vector.path("headers");
    assertThat(
            StandardWebhooks.of(vector.path("secret").asText())
                .headers(
                    headers.path("webhook-id").asText(),
                    Instant.ofEpochSecond(headers.path("webhook-timestamp").asLong()),
                    vector.path("body").asText()))
        .containsEntry("webhook-signature", headers.path("webhook-signature").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64"})
  void aSecretThatIsNoneIsRefusedWithoutRepeatingIt(String secret) {
    assertThatThrownBy(() -> StandardWebhooks.of(secret))
        .isInstanceOf(InvalidProviderException.class)
        .hasMessageContaining("the signing secret")
        .hasMessageNotContaining("c2hvcnQ");
  }

  @Test
  void aWebhookIsUnsignedOnLoopbackOnly() throws Exception {
    assertThat(headers("webhook", LOOPBACK, null)).doesNotContainKey("webhook-signature");
    assertThat(headers("webhook", OUTSIDE, SECRET))
        .containsEntry("webhook-id", "id-1")
        .containsKey("webhook-signature")
        .containsEntry("Content-Type", "application/cloudevents+json; charset=utf-8");
    assertThatThrownBy(() -> target("webhook", OUTSIDE, null, null))
        .hasMessageContaining("must be signed");
    assertThatThrownBy(
            () -> target("webhook", URI.create("http://127.0.0.1.example.com/"), null, null))
        .hasMessageContaining("must be signed");
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThatThrownBy(() -> target("slack", null, "C1", null)).hasMessageContaining("bot token");
    assertThatThrownBy(() -> target("slack", null, null, null)).hasMessageContaining("address");
    assertThatThrownBy(() -> target("pagerduty", null, null, null))
        .hasMessageContaining("routing key");
    assertThatThrownBy(() -> target("fax", null, null, null))
        .hasMessage("type 'fax' is not known; types are [pagerduty, slack, webhook]");
  }

  @Test
  void pagerDutyIsNotPagedForInformation() throws Exception {
    assertThat(target("pagerduty", null, null, "k").call(message(null), Samples.KEY, NOW))
        .isEmpty();
  }

  @Test
  void aBotTokenGoesIntoTheHeaderAlone() throws Exception {
    HttpCall call =
        target("slack", null, "C1", "xoxb-1").call(message("i"), Samples.KEY, NOW).orElseThrow();
    assertThat(call.headers()).containsEntry("Authorization", "Bearer xoxb-1");
    assertThat(call.uri()).hasToString("https://slack.com/api/chat.postMessage");
    assertThat(call.body()).doesNotContain("xoxb");
    assertThat(call.toString()).doesNotContain("slack.com").doesNotContain("xoxb");
  }

  @Test
  void slackTextIsEscapedAndNeverCutInsideAnEntity() {
    assertThat(SlackTarget.escaped("<a & b>", 100)).isEqualTo("&lt;a &amp; b&gt;");
    String cut = SlackTarget.escaped("<".repeat(200), 150);
    assertThat(cut.length()).isLessThanOrEqualTo(150).isGreaterThan(120);
    assertThat(cut).matches("(&lt;)+…");
    assertThat(SlackTarget.escaped("😀".repeat(200), 150)).isEqualTo("😀".repeat(149) + "…");
  }

  @ParameterizedTest
  @CsvSource({
    "200,DELIVERED",
    "202,DELIVERED",
    "302,REFUSED",
    "400,REFUSED",
    "404,REFUSED",
    "408,LATER",
    "410,REFUSED",
    "425,LATER",
    "429,LATER",
    "500,LATER",
    "503,LATER"
  })
  void statusesMeanWhatTheySay(int status, String meaning) throws Exception {
    Outcome outcome = judge("webhook", status, Map.of(), "");
    assertThat(outcome.getClass().getSimpleName()).isEqualToIgnoringCase(meaning);
  }

  @Test
  void pausesAreReadInEveryUsualForm() throws Exception {
    assertThat(pause(Map.of("retry-after", "7"), "")).isEqualTo(Duration.ofSeconds(7));
    assertThat(pause(Map.of("Retry-After", "Sun, 1 Mar 2026 10:01:00 GMT"), ""))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(pause(Map.of(), "{\"retry_after\":0.25}")).isEqualTo(Duration.ofMillis(250));
    assertThat(pause(Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "2"), ""))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(
            pause(
                Map.of(
                    "X-RateLimit-Remaining",
                    "0",
                    "X-RateLimit-Reset",
                    Long.toString(NOW.getEpochSecond() + 3)),
                ""))
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(pause(Map.of("Retry-After", "soon"), "no json")).isNull();
    assertThat(pause(Map.of("Retry-After", "-1"), "")).isNull();
    assertThat(pause(Map.of("Retry-After", "NaN"), "")).isNull();
  }

  @Test
  void aUsedUpRateLimitIsHonouredOnSuccessToo() throws Exception {
    Outcome outcome =
        judge(
            "webhook",
            200,
            Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "2"),
            "");
    assertThat(outcome).isEqualTo(new Outcome.Delivered(Duration.ofSeconds(2)));
  }

  @Test
  void theWebApiOfSlackIsJudgedByItsBody() throws Exception {
    Target bot = target("slack", null, "C1", "xoxb-1");
    assertThat(bot.judge(answer(200, "{\"ok\":true,\"ts\":\"1\"}"), NOW))
        .isEqualTo(new Outcome.Delivered(null));
    assertThat(bot.judge(answer(200, "{\"ok\":false,\"error\":\"not_in_channel\"}"), NOW))
        .isEqualTo(new Outcome.Refused("Slack says not_in_channel"));
    assertThat(bot.judge(answer(200, "{\"ok\":false,\"error\":\"internal_error\"}"), NOW))
        .isEqualTo(new Outcome.Later("Slack says internal_error", null));
    assertThat(bot.judge(answer(200, "<html>proxy</html>"), NOW)).isInstanceOf(Outcome.Later.class);
    assertThat(target("slack", OUTSIDE, null, null).judge(answer(200, "ok"), NOW))
        .isEqualTo(new Outcome.Delivered(null));
    assertThat(target("slack", OUTSIDE, null, null).judge(answer(404, "no_service"), NOW))
        .isEqualTo(new Outcome.Refused("answered 404: no_service"));
  }

  @Test
  void theSecretsAddressComesFirstAndTheKeyCanBeNamed() throws Exception {
    NotificationProvider.Spec spec =
        new NotificationProvider.Spec(
            "webhook", "https://public.example.com/", null, new SecretKeyRef("s", "signing"), null);
    ProviderSettings settings =
        ProviderSettings.of(
            spec, Map.of("address", OUTSIDE + "\n", "signing", SECRET + "\n", "token", "no"));
    assertThat(settings.address()).isEqualTo(OUTSIDE);
    assertThat(settings.token()).isEqualTo(SECRET);
    assertThat(settings.toString()).doesNotContain("example").doesNotContain("whsec");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x/", "file:///etc/passwd", "http:///x", "https://me:pw@x/", "::", "http:x"})
  void onlyPlainHttpAddressesAreTaken(String address) {
    NotificationProvider.Spec spec =
        new NotificationProvider.Spec("webhook", address, null, null, null);
    assertThatThrownBy(() -> ProviderSettings.of(spec, Map.of()))
        .isInstanceOf(InvalidProviderException.class)
        .hasMessageNotContaining("pw");
  }

  private static @Nullable Duration pause(Map<String, String> headers, String body)
      throws Exception {
    return ((Outcome.Later) judge("pagerduty", 429, headers, body)).after();
  }

  private static Outcome judge(String type, int status, Map<String, String> headers, String body)
      throws Exception {
    return target(type, LOOPBACK, null, type.equals("pagerduty") ? "k" : null)
        .judge(new HttpAnswer(status, headers, body), NOW);
  }

  private static HttpAnswer answer(int status, String body) {
    return new HttpAnswer(status, Map.of(), body);
  }

  private static Map<String, String> headers(String type, URI address, @Nullable String token)
      throws Exception {
    return target(type, address, null, token)
        .call(message("i"), Samples.KEY, NOW)
        .orElseThrow()
        .headers();
  }

  private static Target target(
      String type, @Nullable URI address, @Nullable String channel, @Nullable String token)
      throws InvalidProviderException {
    return Targets.of(new ProviderSettings(type, address, channel, token));
  }

  private static Message message(@Nullable String incident) {
    return new Message(
        "id-1", "shop/p", "opened", "t", "error", "title", "text", Map.of(), incident, 1, null,
        NOW);
  }
}
