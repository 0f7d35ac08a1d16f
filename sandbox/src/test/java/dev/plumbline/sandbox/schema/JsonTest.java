package dev.plumbline.sandbox.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void textsOfAllAlphabetsAreTheSameInAscii() throws Exception {
    String text = "Deployment web \u2192 Pod \uD83D\uDE80 \u00fc \\ \"";
    byte[] json = Json.bytes(Json.object().put("message", text));

    byte[] ascii = Json.ascii(json);

    for (byte each : ascii) {
      assertThat(each).isNotNegative();
    }
    assertThat(Json.parse(new String(ascii, StandardCharsets.US_ASCII)))
        .isEqualTo(Json.object().put("message", text));
  }

  @Test
  void whatIsAsciiStaysAsItIs() {
    byte[] json = Json.bytes(Json.object().put("a", "b"));

    assertThat(Json.ascii(json)).isSameAs(json);
  }
}
