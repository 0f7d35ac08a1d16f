package dev.plumbline.manifests.substitution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Some 970 texts beside what Flux's own library (github.com/fluxcd/pkg/envsubst 1.8.0) made of
 * them, or that it refused them.
 */
class ExpressionsTest {

  private static final int LONGEST = 10_000;

  @Test
  void expandsAsFluxDoes() throws IOException {
    List<String> lines = lines();
    Map<String, String> variables = new HashMap<>();
    Json.mapper()
        .readTree(lines.get(0))
        .path("variables")
        .properties()
        .forEach(variable -> variables.put(variable.getKey(), variable.getValue().asText()));
    assertThat(lines).hasSizeGreaterThan(900);
    SoftAssertions softly = new SoftAssertions();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode expected = Json.mapper().readTree(line);
      softly
          .assertThat(evaluate(variables, expected))
          .as(line)
          .isEqualTo(expected.has("error") ? "error" : expected.path("out").asText());
    }
    softly.assertAll();
  }

  private static String evaluate(Map<String, String> variables, JsonNode given) {
    boolean strict = given.path("strict").asBoolean();
    try {
      return new TemplateEvaluation(variables, Set.of(), strict, LONGEST)
          .evaluate(given.path("text").asText());
    } catch (TemplateException e) {
      return "error";
    }
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ExpressionsTest.class.getResourceAsStream("/substitution/cases.jsonl"),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
