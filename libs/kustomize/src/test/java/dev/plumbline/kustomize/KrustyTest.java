package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.plumbline.kustomize.KustomizeOptions.Order;
import dev.plumbline.kustomize.files.Tables;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of the original's own tests on which its command line agrees, in both orders. */
class KrustyTest {

  private static final Map<String, String> CAUSES =
      Tables.lines("error-causes.txt")
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));

  @Test
  void everyCaseIsThere() {
    assertThat(KrustyCase.all()).hasSize(283);
    assertThat(CAUSES.keySet())
        .containsExactlyInAnyOrderElementsOf(
            KrustyCase.all().stream()
                .filter(each -> each.expects().equals("error"))
                .map(KrustyCase::name)
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> buildsInTheOrderOfTheFiles() {
    return KrustyCase.all().stream()
        .map(each -> dynamicTest(each.name(), () -> check(each, Order.FIFO)));
  }

  @TestFactory
  Stream<DynamicTest> buildsInTheOrderOfTheCommandLine() {
    return KrustyCase.all().stream()
        .map(each -> dynamicTest(each.name(), () -> check(each, Order.LEGACY)));
  }

  private static void check(KrustyCase each, Order order) {
    switch (each.expects()) {
      case "error" ->
          assertThatThrownBy(() -> each.build(order))
              .isInstanceOf(KustomizeException.class)
              .hasMessageContaining(CAUSES.get(each.name()));
      case "ok" -> assertThatCode(() -> each.build(order)).doesNotThrowAnyException();
      default ->
          assertThat(new String(each.build(order).toYaml(), StandardCharsets.UTF_8))
              .isEqualTo(each.expected(order).orElseThrow());
    }
  }
}
