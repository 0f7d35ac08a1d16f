package dev.plumbline.jsonnet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions beside what go-jsonnet 0.22.0 makes of them, or that it refuses them. */
class StandardLibraryTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Interpretation TASK = new Interpretation();

  static List<String> cases() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                StandardLibraryTest.class.getResourceAsStream("/std/cases.jsonl"),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void evaluatesAsGoJsonnetDoes(String line) throws IOException {
    JsonNode expected = JSON.readTree(line);
    EvaluationResult result = evaluate(expected.path("code").asText());
    assertThat(result.succeeded()).as(result.text()).isEqualTo(expected.has("value"));
    if (result.succeeded()) {
      JsonNode value = JSON.readTree(result.text());
      assertThat(expected.get("value").equals(StandardLibraryTest::compareScalars, value))
          .as("%s gives %s", line, value)
          .isTrue();
    }
  }

  @Test
  void refusesNativeFunctions() {
    assertThat(evaluate("std.native('exec')").text())
        .isEqualTo("std.native(\"exec\") is refused: there are no native functions here");
  }

  /** Numbers are floats in Jsonnet, however they are written. */
  private static int compareScalars(JsonNode one, JsonNode other) {
    boolean numbers = one.isNumber() && other.isNumber();
    JsonNode left = numbers ? DoubleNode.valueOf(one.doubleValue()) : one;
    JsonNode right = numbers ? DoubleNode.valueOf(other.doubleValue()) : other;
    return left.equals(right) ? 0 : 1;
  }

  private static EvaluationResult evaluate(String code) {
    byte[] request = new EvaluationRequest("std_cases.txt", Map.of(), Map.of()).encode();
    return EvaluationResult.decode(
        TASK.run(request, question -> FileAnswer.file("std_cases.txt", code).encode()));
  }
}
