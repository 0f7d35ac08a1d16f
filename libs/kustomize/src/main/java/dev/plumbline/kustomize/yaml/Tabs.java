package dev.plumbline.kustomize.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Tabs where only spaces may separate. */
final class Tabs {

  private Tabs() {}

  /** The text with a space for the tabs that the parser stopped at, if it may go on there. */
  static Optional<String> withoutNext(String text, MarkedYamlEngineException e) {
    Mark mark = e.getProblemMark().orElse(null);
    if (mark == null) {
      return Optional.empty();
    }
    int start = startOfLine(text, mark.getLine());
    int at = start < 0 ? -1 : text.offsetByCodePoints(start, mark.getColumn());
    if (at < 0 || at >= text.length() || text.charAt(at) != '\t') {
      return Optional.empty();
    }
    String before = text.substring(start, at).strip();
    if (before.isEmpty() && isJson(text)) {
      return Optional.of(withoutLeading(text));
    }
    if (before.isEmpty() || before.equals("-") || before.equals("?")) {
      return Optional.empty();
    }
    int end = at;
    while (end < text.length() && text.charAt(end) == '\t') {
      end++;
    }
    return Optional.of(text.substring(0, at) + " ".repeat(end - at) + text.substring(end));
  }

  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[");
  }

  /** JSON may be indented by tabs, and has none inside of its strings. */
  private static String withoutLeading(String text) {
    StringBuilder result = new StringBuilder(text.length());
    boolean leading = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      leading = c == '\n' || (leading && (c == ' ' || c == '\t'));
      result.append(leading && c == '\t' ? ' ' : c);
    }
    return result.toString();
  }

  private static int startOfLine(String text, int line) {
    int start = 0;
    for (int i = 0; i < line; i++) {
      start = text.indexOf('\n', start) + 1;
      if (start == 0) {
        return -1;
      }
    }
    return start;
  }
}
