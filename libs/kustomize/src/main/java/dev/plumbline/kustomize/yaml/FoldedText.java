package dev.plumbline.kustomize.yaml;

/**
 * What becomes of a folded scalar in the original, which writes it folded and reads it again before
 * it writes it at last: a line break before a line that starts with a blank, and one at the end of
 * several, is doubled.
 */
final class FoldedText {

  private FoldedText() {}

  static String reread(String value) {
    if (!mayBeBlock(value) || isBlank(firstText(value))) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length() + 8);
    boolean indented = false;
    int i = 0;
    while (i < value.length()) {
      int end = i;
      while (end < value.length() && value.charAt(end) == '\n') {
        end++;
      }
      if (end > i) {
        text.append(value, i, end);
        boolean last = end == value.length();
        boolean gains = last ? end - i > 1 : isBlank(value.charAt(end));
        if (i > 0 && !indented && gains) {
          text.append('\n');
        }
        i = end;
      } else {
        indented = isBlank(value.charAt(i));
        int next = value.indexOf('\n', i);
        next = next < 0 ? value.length() : next;
        text.append(value, i, next);
        i = next;
      }
    }
    return text.toString();
  }

  /** Unlike the last writer, the one before it writes tabs as they are. */
  private static boolean mayBeBlock(String value) {
    return value.indexOf('\n') >= 0 && ScalarAnalysis.of(value.replace('\t', '.')).blockAllowed();
  }

  private static char firstText(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '\n') {
        return value.charAt(i);
      }
    }
    return ' ';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
