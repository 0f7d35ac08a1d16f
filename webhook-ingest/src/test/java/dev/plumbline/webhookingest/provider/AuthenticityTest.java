package dev.plumbline.webhookingest.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.webhookingest.Corpus;
import dev.plumbline.webhookingest.intake.Signed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticityTest {

  private static final String SECRET = "s3cret";
  private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  private final Provider github = new GitHub();
  private final Provider gitlab = new GitLab();
  private final Provider generic = new GenericHmac();

  @Test
  void theVectorThatGitHubPublishesIsAuthentic() {
    // given
    JsonNode vector = Corpus.json("signature-vectors.json").get(0);
    Delivery delivery =
        delivery(
            vector.path("body").asText(), "X-Hub-Signature-256", vector.path("value").asText());

    // then
    assertThat(github.authentic(delivery, vector.path("secret").asText())).isTrue();
    assertThat(github.authentic(delivery, vector.path("secret").asText() + "x")).isFalse();
  }

  @Test
  void theVectorOfStandardWebhooksIsAuthenticForFiveMinutes() {
    // given
    JsonNode vector = Corpus.json("signature-vectors.json").get(1);
    Map<String, List<String>> headers = new TreeMap<>();
    vector
        .path("headers")
        .properties()
        .forEach(field -> headers.put(field.getKey(), List.of(field.getValue().asText())));
    byte[] body = vector.path("body").asText().getBytes(StandardCharsets.UTF_8);
    Instant sent = Instant.ofEpochSecond(1_674_087_231);
    String secret = vector.path("secret").asText();

    // then
    assertThat(gitlab.authentic(new Delivery(headers, body, sent.plusSeconds(299)), secret))
        .isTrue();
    assertThat(gitlab.authentic(new Delivery(headers, body, sent.plusSeconds(301)), secret))
        .isFalse();
    assertThat(gitlab.authentic(new Delivery(headers, body, sent.minusSeconds(301)), secret))
        .isFalse();
    headers.put(
        "webhook-signature", List.of("v1,AAAA v2,BBBB " + headers.get("webhook-signature").get(0)));
    assertThat(gitlab.authentic(new Delivery(headers, body, sent), secret)).isTrue();
    body[0] = '[';
    assertThat(gitlab.authentic(new Delivery(headers, body, sent), secret)).isFalse();
  }

  @Test
  void aSigningTokenOfGitLabIsNotAcceptedAsAPlainToken() {
    // given
    String secret = "whsec_aG9va3MtdGVzdC1zZWNyZXQtMzItYnl0ZXMtbG9uZyE=";

    // then
    assertThat(gitlab.authentic(delivery("{}", "X-Gitlab-Token", secret), secret)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "sha256=",
        "sha256=zz",
        "sha256=00",
        "sha1=826a54875d24a50167d870496495945c15226901",
        "md5=00",
        "=",
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      })
  void aSignatureOfAnotherFormIsNotAuthentic(String value) {
    assertThat(github.authentic(delivery("x", "X-Hub-Signature-256", value), SECRET)).isFalse();
    assertThat(generic.authentic(delivery("x", "X-Signature", value), SECRET)).isFalse();
    assertThat(gitlab.authentic(delivery("x", "X-Gitlab-Token", value), SECRET)).isFalse();
  }

  @Test
  void theOldSha1SignatureOfGitHubIsRefusedThoughItIsRight() {
    // given
    String sha1 = "sha1=" + Signed.hmac("HmacSHA1", SECRET, BODY);

    // then
    assertThat(github.authentic(delivery(BODY, "X-Hub-Signature", sha1), SECRET)).isFalse();
    assertThat(github.authentic(delivery(BODY, "X-Hub-Signature-256", sha1), SECRET)).isFalse();
    assertThat(generic.authentic(delivery(BODY, "X-Signature", sha1), SECRET)).isFalse();
  }

  @Test
  void theGenericSignatureMayBeSha256OrSha512() {
    for (String algorithm : List.of("sha256", "sha512")) {
      // given
      String value =
          algorithm + "=" + Signed.hmac("HmacSHA" + algorithm.substring(3), SECRET, BODY);

      // then
      assertThat(generic.authentic(delivery(BODY, "x-signature", value), SECRET)).isTrue();
      assertThat(generic.authentic(delivery("{\"a\":2}", "x-signature", value), SECRET)).isFalse();
    }
  }

  @Test
  void aSignatureThatIsThereTwiceIsNotAuthentic() {
    // given
    String right = "sha256=" + Signed.hmac("HmacSHA256", SECRET, BODY);
    Delivery twice =
        new Delivery(
            Map.of("X-Hub-Signature-256", List.of("sha256=00", right)), BODY, Instant.EPOCH);

    // then
    assertThat(github.authentic(twice, SECRET)).isFalse();
  }

  private static Delivery delivery(String body, String header, String value) {
    return delivery(body.getBytes(StandardCharsets.UTF_8), header, value);
  }

  private static Delivery delivery(byte[] body, String header, String value) {
    return new Delivery(Map.of(header, List.of(value)), body, Instant.EPOCH);
  }
}
