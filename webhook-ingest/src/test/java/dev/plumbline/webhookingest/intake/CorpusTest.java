package dev.plumbline.webhookingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.webhookingest.Corpus;
import dev.plumbline.webhookingest.provider.Delivery;
import dev.plumbline.webhookingest.provider.Provider;
import dev.plumbline.webhookingest.provider.Providers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusTest {

  private static final String NONE = "0000000000000000000000000000000000000000";

  static Stream<Arguments> recorded() {
    return Stream.of("github", "gitlab", "generic-hmac")
        .flatMap(
            provider ->
                Corpus.entries(provider)
                    .map(entry -> Arguments.of(Corpus.file(entry), provider, entry)));
  }

  static Stream<Arguments> negative() {
    return Corpus.entries("negative")
        .flatMap(
            entry ->
                Providers.builtIn().names().stream()
                    .map(provider -> Arguments.of(Corpus.file(entry), provider)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void aRecordedWebhookBecomesOneHintForEachRepositoryAndRef(
      String file, String provider, JsonNode entry) {
    // when
    Outcome outcome = Intake.judge(route(provider), Corpus.delivery(file));

    // then
    Expectation expected = Expectation.of(entry);
    if (expected.changes().isEmpty()) {
      assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
    } else {
      assertThat(seen(outcome)).containsExactlyInAnyOrderElementsOf(expected.hints());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void aRecordedWebhookIsRefusedUnderAnotherSecret(String file, String provider, JsonNode entry) {
    // given
    Route other = new Route("ns/hook", "uid", provider(provider), "another-secret", List.of());

    // when / then
    assertThat(Intake.judge(other, Corpus.delivery(file)))
        .isEqualTo(new Outcome.Refused(Refusal.BAD_SIGNATURE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void aRecordedWebhookWithoutItsSignatureIsRefused(String file, String provider, JsonNode entry) {
    // given
    Map<String, List<String>> headers = Corpus.headers(file);
    headers
        .keySet()
        .removeIf(name -> name.matches("(?i)x-hub-signature-256|x-gitlab-token|x-signature"));

    // when
    Outcome outcome =
        Intake.judge(route(provider), new Delivery(headers, Corpus.bytes(file), Instant.EPOCH));

    // then
    assertThat(outcome).isEqualTo(new Outcome.Refused(Refusal.BAD_SIGNATURE));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @MethodSource("negative")
  void aHostileBodyHarmsNothing(String file, String provider) {
    // given
    Route route = route(provider);
    Delivery delivery = Signed.delivery(provider, Corpus.SECRET, Corpus.bytes(file));

    // when
    Outcome outcome = Intake.judge(route, delivery);

    // then
    boolean saysWhatMoved = file.endsWith("github-commits-null.json") && !provider.equals("gitlab");
    assertThat(outcome)
        .isInstanceOf(saysWhatMoved ? Outcome.Accepted.class : Outcome.Ignored.class);
  }

  @Test
  void theCorpusIsWhole() {
    assertThat(recorded().count()).isEqualTo(95);
    assertThat(Corpus.entries("negative").count()).isEqualTo(10);
  }

  private static Provider provider(String name) {
    return Providers.builtIn().named(name).orElseThrow();
  }

  private static Route route(String provider) {
    return new Route("ns/hook", "uid", provider(provider), Corpus.SECRET, List.of());
  }

  private static List<Seen> seen(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    return ((Outcome.Accepted) outcome)
        .hints().stream()
            .map(Hint::event)
            .map(
                (RevisionObserved event) ->
                    new Seen(event.repository(), event.ref(), event.previous(), event.revision()))
            .toList();
  }

  private record Seen(String repository, String ref, String before, String after) {}

  private record Change(String ref, String before, String after) {}

  /** What the manifest, or the file of exceptions, wants. */
  private record Expectation(Set<String> repositories, List<Change> changes) {

    static Expectation of(JsonNode entry) {
      for (JsonNode exception : Corpus.json("exceptions.json")) {
        if (Corpus.file(exception).equals(Corpus.file(entry))) {
          Set<String> repositories = new LinkedHashSet<>();
          exception.path("repositories").forEach(id -> repositories.add(id.asText()));
          return new Expectation(repositories, changes(exception));
        }
      }
      Set<String> repositories = new LinkedHashSet<>();
      entry
          .path("expect")
          .path("repo")
          .forEach(url -> repositories.add(RepositoryUrl.parse(url.asText()).id()));
      return new Expectation(repositories, changes(entry.path("expect")));
    }

    private static List<Change> changes(JsonNode expect) {
      List<Change> changes = new ArrayList<>();
      expect
          .path("changes")
          .forEach(
              change ->
                  changes.add(
                      new Change(
                          change.path("ref").asText(),
                          commit(change, "before"),
                          commit(change, "after"))));
      String refType = expect.path("refType").asText();
      if (!refType.isEmpty()) {
        String folder = refType.equals("tag") ? "refs/tags/" : "refs/heads/";
        changes.add(new Change(folder + expect.path("ref").asText(), null, null));
      }
      return changes;
    }

    private static String commit(JsonNode change, String field) {
      String text = change.path(field).asText();
      return text.equals(NONE) ? null : text;
    }

    List<Seen> hints() {
      return repositories.stream()
          .flatMap(
              repository ->
                  changes.stream()
                      .map(
                          change ->
                              new Seen(repository, change.ref(), change.before(), change.after())))
          .toList();
    }
  }
}
