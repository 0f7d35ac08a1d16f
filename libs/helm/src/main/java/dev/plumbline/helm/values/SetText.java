package dev.plumbline.helm.values;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** A setting as text, read from left to right. */
final class SetText {

  /** No character: the text is at its end. */
  static final int END = -1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

  private final String text;
  private int at;
  private int stop = END;

  SetText(String text) {
    this.text = text;
  }

  /**
   * What comes before the first of some characters, without backslashes that take their meaning;
   * {@link #stop} is then the one that was found, which is behind.
   */
  String until(String stops) {
    StringBuilder read = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (stops.indexOf(c) >= 0) {
        stop = c;
        return read.toString();
      }
      if (c == '\\') {
        if (at == text.length()) {
          break;
        }
        c = text.charAt(at++);
      }
      read.append(c);
    }
    stop = END;
    return read.toString();
  }

  int stop() {
    return stop;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** Passes over a character if it is next. */
  boolean take(char expected) {
    boolean there = at < text.length() && text.charAt(at) == expected;
    at += there ? 1 : 0;
    return there;
  }

  /** Passes over blanks and one comma; whether there was nothing else before that or the end. */
  boolean takeNothing() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ',' && !Character.isWhitespace(c)) {
        return false;
      }
      at++;
      if (c == ',') {
        return true;
      }
    }
    return true;
  }

  /** Behind a word or number a comma may stand at once, where JSON alone wants a blank. */
  private int jsonEnd() {
    int end = at;
    if ("{[\"".indexOf(text.charAt(at)) >= 0) {
      return text.length();
    }
    while (end < text.length() && text.charAt(end) != ',') {
      end++;
    }
    return end;
  }

  /** One value in JSON, with the comma behind it. */
  JsonNode json() throws JsonProcessingException {
    String rest = text.substring(at, jsonEnd());
    try (JsonParser parser = JSON.createParser(rest)) {
      JsonNode value = JSON.readTree(parser);
      at += (int) parser.currentLocation().getCharOffset();
      boolean unused = takeNothing();
      return value;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }
}
