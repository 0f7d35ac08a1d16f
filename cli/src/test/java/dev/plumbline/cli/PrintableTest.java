package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  /** Escape, its form of eight bits, delete, carriage return, and what turns the writing round. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u001b[2J", "\u009b2J", "\u007f", "\r", "\b", "\u202e", "\u2066", "\u2028"})
  void nothingThatATerminalWouldObeyIsLeft(String hostile) throws IOException {
    String text = "before" + hostile + "after";

    assertThat(Printable.line(text)).doesNotContain(hostile).startsWith("before").endsWith("after");
    assertThat(Printable.lines(text)).doesNotContain(hostile);
    String json = Printable.json(Json.mapper().writeValueAsString(text));
    assertThat(json).doesNotContain(hostile);
    assertThat(Json.mapper().readValue(json, String.class)).isEqualTo(text);
    String value = Json.mapper().writeValueAsString(text);
    assertThat(Printable.value(value.getBytes(StandardCharsets.UTF_8))).doesNotContain(hostile);
  }

  @Test
  void linesAndTabsAndLettersOfAllKindsStay() {
    assertThat(Printable.lines("ä\n\t日本 ✓")).isEqualTo("ä\n\t日本 ✓");
  }
}
