package dev.plumbline.notifier.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.Samples;
import dev.plumbline.notifier.model.ApplicationFacts;
import dev.plumbline.notifier.model.Notice;
import dev.plumbline.notifier.model.Signals;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each body as it was once looked at: {@code src/test/resources/<provider>/<case>.json}. */
class GoldenBodiesTest {
  private static final Path GOLDEN = Path.of("src/test/resources");
  private static final URI ADDRESS = URI.create("http://127.0.0.1:9/x");
  private static final Map<String, ProviderSettings> SETTINGS =
      Map.of(
          "slack", new ProviderSettings("slack", ADDRESS, null, null),
          "slack-bot", new ProviderSettings("slack", null, "C012345", "xoxb-1"),
          "pagerduty", new ProviderSettings("pagerduty", null, null, "routing-key"),
          "webhook", new ProviderSettings("webhook", ADDRESS, null, null));

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("slack", "opened", message("opened", "error", "incident-1")),
        Arguments.of("slack", "resolved", message("resolved", "info", "incident-1")),
        Arguments.of("slack", "bot-info", message("info", "info", null)),
        Arguments.of("slack", "question", question()),
        Arguments.of("webhook", "question", question()),
        Arguments.of("pagerduty", "trigger", message("opened", "warning", "incident-1")),
        Arguments.of("pagerduty", "update", message("updated", "error", "incident-1")),
        Arguments.of("pagerduty", "resolve", message("resolved", "info", "incident-1")),
        Arguments.of("webhook", "opened", message("opened", "error", "incident-1")),
        Arguments.of("webhook", "info", message("info", "info", null)));
  }

  @ParameterizedTest(name = "{0}/{1}")
  @MethodSource("cases")
  void theBodyIsTheGoldenOne(String provider, String name, Message message) throws Exception {
    // given
    String settings = name.startsWith("bot-") ? provider + "-bot" : provider;

    // when
    HttpCall call =
        Targets.of(SETTINGS.get(settings)).call(message, Samples.KEY, Samples.TIME).orElseThrow();

    // then
    JsonNode body = Json.mapper().readTree(call.body());
    String pretty = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(body) + "\n";
    Path golden = GOLDEN.resolve(provider).resolve(name + ".json");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, pretty);
    }
    assertThat(golden).hasContent(pretty);
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    List<String> cases = cases().map(c -> c.get()[0] + "/" + c.get()[1] + ".json").toList();
    for (String provider : List.of("slack", "pagerduty", "webhook")) {
      try (Stream<Path> files = Files.list(GOLDEN.resolve(provider))) {
        assertThat(files.map(f -> provider + "/" + f.getFileName()).toList())
            .allMatch(cases::contains);
      }
    }
  }

  @Test
  void aQuestionPagesNobody() throws InvalidProviderException {
    assertThat(Targets.of(SETTINGS.get("pagerduty")).call(question(), Samples.KEY, Samples.TIME))
        .isEmpty();
  }

  /** As it is when an application waits for a person. */
  private static Message question() {
    ApplicationEvent event = Samples.confirmationRequired("0f".repeat(32), 7);
    ApplicationFacts facts = ApplicationFacts.of(Samples.application(Samples.KEY, Samples.UID));
    Notice notice = Signals.of(event, facts).get(0).notice();
    return new Message(
        "0123abcd",
        "shop/p",
        "info",
        notice.type(),
        notice.severity(),
        notice.title(),
        notice.text(),
        notice.facts(),
        null,
        1,
        null,
        Samples.TIME);
  }

  private static Message message(String event, String severity, @Nullable String incident) {
    return new Message(
        "0123abcd",
        "shop/p",
        event,
        "dev.plumbline.drift.detected",
        severity,
        "shop/web drift in 1 object",
        "- Deployment shop/web: spec.x is \"<!channel> & *bold*\", wanted 3\nSecond line.",
        Map.of("application", "shop/web", "cluster", "in-cluster", "revision", "main@abcdef0123"),
        incident,
        1,
        null,
        Samples.TIME);
  }
}
