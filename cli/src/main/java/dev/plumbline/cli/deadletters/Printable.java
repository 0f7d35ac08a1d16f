package dev.plumbline.cli.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** What anybody may have written, made fit for a terminal. */
final class Printable {

  private static final int MAX_HEX = 512;

  private Printable() {}

  /** A text in one line, without anything that a terminal would obey. */
  static String line(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  /** A text with its lines, without anything that a terminal would obey. */
  static String lines(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
  }

  /** A value: as JSON with its nesting shown, else as text, else in hex. */
  static String value(byte[] value) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      byte[] head = value.length <= MAX_HEX ? value : Arrays.copyOf(value, MAX_HEX);
      return "not text; in hex%s:%n%s"
          .formatted(
              value.length <= MAX_HEX ? "" : " its first " + MAX_HEX + " bytes",
              HexFormat.ofDelimiter(" ").formatHex(head));
    }
    try {
      JsonNode json = Json.mapper().readTree(text);
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      return "not JSON: " + e.getOriginalMessage() + "\n" + lines(text);
    }
  }
}
