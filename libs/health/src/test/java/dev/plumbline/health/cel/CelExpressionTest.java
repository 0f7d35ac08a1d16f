package dev.plumbline.health.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.health.cel.CelExpression.Result;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What expressions may cost, by those who write them to cost much. */
class CelExpressionTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.many.all(a, spec.many.all(b, spec.many.all(c, a + b + c >= 0)))",
        "size(spec.many.map(a, spec.many.map(b, [a, b]))) > 0",
        "size([spec.text]DOUBLED) > 0",
        "['x']DOUBLED == ['x']DOUBLED",
        "[[1]]SHARED == [[1]]SHARED",
        "[{'a': 1}]NESTED == [{'a': 1}]NESTED",
        "spec.text.matches('((a{100}){100}){100}')",
        "spec.text.matches(spec.regex)",
        "spec.text.contains(spec.long)",
        "spec.text.lastIndexOf(spec.long) > 0",
        "spec.text.replace('a', spec.long) == ''",
        "spec.text.split('').join(spec.long) == ''",
        "sets.contains(spec.crowd, spec.crowd)",
        "spec.crowd.all(a, !(-1 in spec.crowd))",
        "spec.many.exists(a, spec.text == spec.text + 'b' || spec.text.startsWith(spec.long))"
      })
  void endsAnExpressionThatWouldNotEnd(String written) throws Exception {
    String expression =
        written
            .replace("DOUBLED", ".map(x, x + x)".repeat(40))
            .replace("SHARED", ".map(x, [x, x])".repeat(40))
            .replace("NESTED", ".map(x, {'a': x, 'b': x})".repeat(40));

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(
                    () -> CelExpression.compile(expression, Result.BOOLEAN).test(large()))
                .isInstanceOf(CelFailure.class)
                .hasMessageMatching(
                    "the expression costs too much.*|.*[Ii]teration.*|.*[Rr]egex.*"));
  }

  @Test
  void regularExpressionsRunInLinearTime() throws Exception {
    CelExpression expression =
        CelExpression.compile("spec.text.matches('(a*)*(a|a)*(a+)+b$')", Result.BOOLEAN);

    boolean matches = assertTimeoutPreemptively(SOON, () -> expression.test(large()));

    assertThat(matches).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 100_000})
  void refusesWhatIsTooLongOrTooDeep(int depth) {
    String deep = "(".repeat(depth) + "true" + ")".repeat(depth);

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> CelExpression.compile(deep, Result.BOOLEAN))
                .isInstanceOf(CelFailure.class));
  }

  @Test
  void letsOrdinaryOnesPassOnALargeObject() throws Exception {
    String expression =
        "spec.many.filter(n, n % 2 == 0).map(n, n * 2).exists(n, n == 1996) && size(spec.text) > 5";

    assertThat(CelExpression.compile(expression, Result.BOOLEAN).test(large())).isTrue();
  }

  private static ObjectNode large() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ArrayNode many = nodes.arrayNode();
    for (int i = 0; i < 1_000; i++) {
      many.add(i);
    }
    ObjectNode spec = nodes.objectNode();
    spec.set("many", many);
    ArrayNode crowd = nodes.arrayNode();
    for (int i = 0; i < 100_000; i++) {
      crowd.add(i);
    }
    spec.set("crowd", crowd);
    spec.put("long", "a".repeat(200_000) + "b");
    spec.put("text", "a".repeat(500_000)).put("regex", "((((a{50}){50}){50}){50})");
    return nodes.objectNode().set("spec", spec);
  }
}
