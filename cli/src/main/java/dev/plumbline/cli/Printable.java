package dev.plumbline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What anybody may have written, made fit for a terminal. */
public final class Printable {

  private static final int MAX_HEX = 512;

  /**
   * Control characters, those of eight bits too, and what turns the direction of writing or cannot
   * be seen.
   */
  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}]");

  private static final Pattern OBEYED_IN_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\x{2028}\\x{2029}&&[^\\n\\t]]");

  private Printable() {}

  /** A text in one line, without anything that a terminal would obey. */
  public static String line(String text) {
    return OBEYED.matcher(text.replaceAll("\\s*\\R\\s*", " ")).replaceAll("?");
  }

  /** A text with its lines, without anything that a terminal would obey. */
  public static String lines(String text) {
    return OBEYED_IN_LINES.matcher(text).replaceAll("?");
  }

  /** A JSON text in which nothing is left that a terminal would obey: it is escaped. */
  public static String json(String json) {
    return OBEYED_IN_LINES
        .matcher(json)
        .replaceAll(
            match -> {
              StringBuilder escaped = new StringBuilder();
              for (char unit : match.group().toCharArray()) {
                escaped.append(String.format("\\\\u%04x", (int) unit));
              }
              return escaped.toString();
            });
  }

  /** A value: as JSON with its nesting shown, else as text, else in hex. */
  public static String value(byte[] value) {
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
      return json(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      return "not JSON: " + e.getOriginalMessage() + "\n" + lines(text);
    }
  }
}
