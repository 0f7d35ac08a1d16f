package dev.plumbline.notifier.model;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a message will say, before it is known to whom.
 *
 * @param type CloudEvents type of what happened
 * @param severity {@code error}, {@code warning} or {@code info}
 * @param title one line
 * @param text plain text, several lines; holds no values of a Secret
 * @param facts short named values
 */
public record Notice(
    String type, String severity, String title, String text, Map<String, String> facts) {

  static final String ERROR = "error";
  static final String WARNING = "warning";
  static final String INFO = "info";

  private static final int MAX_TITLE = 250;
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_FACT = 250;

  public Notice {
    title = Text.line(title, MAX_TITLE);
    text = Text.truncate(text, MAX_TEXT);
    facts =
        facts.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, fact -> Text.line(fact.getValue(), MAX_FACT)));
  }
}
