package dev.plumbline.webhookingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.webhookingest.provider.Delivery;
import dev.plumbline.webhookingest.provider.Providers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {

  private static final String SECRET = "s3cret";
  private static final String PUSH =
      """
      {"ref": "refs/heads/main", "after": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
       "repository": {"clone_url": "https://github.com/Org/Repo.git",
                      "ssh_url": "git@github.com:org/repo.git"},
       "pusher": {"name": "ann"}}
      """;

  @Test
  void anEventCarriesWhatWasToldAndWhoTold() {
    // given
    Map<String, List<String>> headers = Signed.headers("github", SECRET, bytes(PUSH));
    headers.put("X-GitHub-Delivery", List.of("d-1"));

    // when
    Hint hint = onlyHint(judge(route("github"), headers, PUSH));

    // then
    assertThat(hint.event())
        .isEqualTo(
            new RevisionObserved(
                "github.com/org/repo",
                "refs/heads/main",
                "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
                null,
                new Trigger(Trigger.Cause.WEBHOOK, "ann", hint.id(), Instant.EPOCH),
                "github",
                "d-1"));
  }

  @Test
  void aRedeliveryHasTheSameEventIdAndAnotherDeliveryHasNot() {
    // given
    Map<String, List<String>> headers = Signed.headers("github", SECRET, bytes(PUSH));
    headers.put("X-GitHub-Delivery", List.of("d-1"));
    String first = onlyHint(judge(route("github"), headers, PUSH)).id();
    Delivery later = new Delivery(headers, bytes(PUSH), Instant.EPOCH.plusSeconds(60));

    // when
    String again = onlyHint(Intake.judge(route("github"), later)).id();
    headers.put("X-GitHub-Delivery", List.of("d-2"));
    String other = onlyHint(judge(route("github"), headers, PUSH)).id();

    // then
    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void aDeliveryIdOfAnOddFormIsNotHandedOn() {
    // given
    Map<String, List<String>> headers = Signed.headers("github", SECRET, bytes(PUSH));
    headers.put("X-GitHub-Delivery", List.of("x\" level=ERROR"));

    // then
    assertThat(onlyHint(judge(route("github"), headers, PUSH)).event().deliveryId()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"oci://ghcr.io/org/charts", "https://charts.test/stable", "https://charts.test"})
  void aPushOfAChartIsToldUnderTheIdentityOfItsRepository(String url) {
    // given
    String body = "{\"repository\": \"" + url + "\"}";

    // when
    RevisionObserved event =
        onlyHint(
                Intake.judge(
                    route("generic-hmac"), Signed.delivery("generic-hmac", SECRET, bytes(body))))
            .event();

    // then
    assertThat(event.repository()).isEqualTo(ChartRepositoryUrl.parse(url).id());
    assertThat(event.ref()).isEqualTo(RevisionObserved.ALL_REFS);
  }

  @Test
  void aSourceSpeaksOnlyForItsRepositories() {
    // given
    Map<String, List<String>> headers = Signed.headers("github", SECRET, bytes(PUSH));

    // then
    assertThat(judge(route("github", "github.com/org/*"), headers, PUSH))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(judge(route("github", "github.com/other/*"), headers, PUSH))
        .isInstanceOf(Outcome.Ignored.class);
  }

  @Test
  void aFormWithThePayloadIsAcceptedFromGitHubAlone() {
    // given
    String form = "payload=" + URLEncoder.encode(PUSH, StandardCharsets.UTF_8);

    // then
    for (String provider : List.of("github", "generic-hmac", "gitlab")) {
      Map<String, List<String>> headers = Signed.headers(provider, SECRET, bytes(form));
      headers.put("content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"));
      Outcome outcome = judge(route(provider), headers, form);
      if (provider.equals("github")) {
        assertThat(onlyHint(outcome).event().repository()).isEqualTo("github.com/org/repo");
      } else {
        assertThat(outcome).isEqualTo(new Outcome.Refused(Refusal.UNSUPPORTED_TYPE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "nonsense", "{} {}", "{\"a\": 01}", "\u0000"})
  void aBodyThatIsNotJsonIsMalformedOnlyWhenItsSignatureIsRight(String body) {
    // given
    Delivery right = Signed.delivery("github", SECRET, bytes(body));
    Delivery wrong = Signed.delivery("github", "wrong", bytes(body));

    // then
    assertThat(Intake.judge(route("github"), right))
        .isEqualTo(new Outcome.Refused(Refusal.MALFORMED));
    assertThat(Intake.judge(route("github"), wrong))
        .isEqualTo(new Outcome.Refused(Refusal.BAD_SIGNATURE));
  }

  @Test
  void jsonThatIsTooDeepOrHasTooManyPartsIsMalformed() {
    for (String body :
        List.of("[".repeat(200) + "]".repeat(200), "[" + "1,".repeat(600_000) + "1]")) {
      assertThat(Intake.judge(route("gitlab"), Signed.delivery("gitlab", SECRET, bytes(body))))
          .isEqualTo(new Outcome.Refused(Refusal.MALFORMED));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "1", "\"x\"", "{\"ref\": {}}", "{\"repository\": [1]}"})
  void jsonOfAnotherShapeIsIgnored(String body) {
    for (String provider : List.of("github", "gitlab")) {
      assertThat(Intake.judge(route(provider), Signed.delivery(provider, SECRET, bytes(body))))
          .isInstanceOf(Outcome.Ignored.class);
    }
  }

  @Test
  void allRefsOfOneEventBecomeHints() {
    // given
    String body =
        """
        {"event_name": "repository_update",
         "project": {"git_http_url": "https://gitlab.example.com/a/b.git"},
         "changes": [
           {"ref": "refs/heads/one", "before": "%1$s", "after": "%2$s"},
           {"ref": "refs/tags/two", "before": "%3$s", "after": "%2$s"},
           {"ref": "refs/merge-requests/1/head", "before": "%1$s", "after": "%2$s"}]}
        """
            .formatted("a".repeat(40), "b".repeat(40), "0".repeat(40));

    // when
    Outcome outcome = Intake.judge(route("gitlab"), Signed.delivery("gitlab", SECRET, bytes(body)));

    // then
    assertThat(((Outcome.Accepted) outcome).hints())
        .extracting(hint -> hint.event().ref())
        .containsExactly("refs/heads/one", "refs/tags/two");
  }

  @Test
  void veryManyRefsBecomeOneHintToLookAtAll() {
    // given
    String changes =
        IntStream.range(0, 101)
            .mapToObj(i -> "{\"ref\": \"refs/heads/b" + i + "\"}")
            .collect(Collectors.joining(","));
    String body =
        "{\"event_name\": \"repository_update\", \"project\": {\"web_url\":"
            + " \"https://gitlab.example.com/a/b\"}, \"changes\": ["
            + changes
            + "]}";

    // when
    Outcome outcome = Intake.judge(route("gitlab"), Signed.delivery("gitlab", SECRET, bytes(body)));

    // then
    assertThat(onlyHint(outcome).event().ref()).isEqualTo(RevisionObserved.ALL_REFS);
  }

  @Test
  void anAnnotatedTagIsToldWithItsCommitAndNotItsTagObject() {
    // given
    String gitlab =
        """
        {"object_kind": "tag_push", "ref": "refs/tags/v1", "after": "%s", "checkout_sha": "%s",
         "project": {"web_url": "https://gitlab.example.com/a/b"}}
        """
            .formatted("a".repeat(40), "c".repeat(40));
    String github =
        """
        {"ref": "refs/tags/v1", "after": "%s", "head_commit": {"id": "%s"},
         "repository": {"html_url": "https://github.com/a/b"}}
        """
            .formatted("a".repeat(40), "c".repeat(40));

    // then
    assertThat(
            onlyHint(
                    Intake.judge(route("gitlab"), Signed.delivery("gitlab", SECRET, bytes(gitlab))))
                .event()
                .revision())
        .isEqualTo("c".repeat(40));
    assertThat(
            onlyHint(
                    Intake.judge(route("github"), Signed.delivery("github", SECRET, bytes(github))))
                .event()
                .revision())
        .isEqualTo("c".repeat(40));
  }

  @Test
  void theGenericBodyMayBeAsShortAsARepository() {
    // given
    String body = "{\"repository\": \"ssh://git@git.example.com/team/app.git\"}";

    // when
    Hint hint =
        onlyHint(
            Intake.judge(
                route("generic-hmac"), Signed.delivery("generic-hmac", SECRET, bytes(body))));

    // then
    assertThat(hint.event().repository()).isEqualTo("git.example.com/team/app");
    assertThat(hint.event().ref()).isEqualTo(RevisionObserved.ALL_REFS);
  }

  @Test
  void whatIsTooLargeOrOfAnotherTypeIsRefusedBeforeItIsRead() {
    // given
    Route route = route("github");
    Optional<String> json = Optional.of("application/json");

    // then
    assertThat(Intake.beforeBody(route, json, Optional.of(101L), 100)).contains(Refusal.TOO_LARGE);
    assertThat(Intake.beforeBody(route, json, Optional.of(100L), 100)).isEmpty();
    assertThat(Intake.beforeBody(route, json, Optional.empty(), 100)).isEmpty();
    assertThat(Intake.beforeBody(route, Optional.of("text/plain"), Optional.empty(), 100))
        .contains(Refusal.UNSUPPORTED_TYPE);
    assertThat(Intake.beforeBody(route, Optional.empty(), Optional.empty(), 100))
        .contains(Refusal.UNSUPPORTED_TYPE);
  }

  private static Outcome judge(Route route, Map<String, List<String>> headers, String body) {
    return Intake.judge(route, new Delivery(headers, bytes(body), Instant.EPOCH));
  }

  private static Hint onlyHint(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(((Outcome.Accepted) outcome).hints()).hasSize(1);
    return ((Outcome.Accepted) outcome).hints().get(0);
  }

  private static Route route(String provider, String... repositories) {
    return new Route(
        "ns/hook",
        "uid",
        Providers.builtIn().named(provider).orElseThrow(),
        SECRET,
        List.of(repositories));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
