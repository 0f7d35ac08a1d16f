package dev.plumbline.kustomize.yaml;

/**
 * Which ways of writing a text keep it whole in block context, by the rules of libyaml.
 *
 * @param multiline it has line breaks
 * @param plainAllowed without quotes
 * @param singleQuotedAllowed in single quotes
 * @param blockAllowed as a literal or folded block
 */
record ScalarAnalysis(
    boolean multiline, boolean plainAllowed, boolean singleQuotedAllowed, boolean blockAllowed) {

  private static final String FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

  static ScalarAnalysis of(String text) {
    return text.isEmpty() ? new ScalarAnalysis(false, true, true, false) : new Scan(text).result();
  }

  static boolean isPrintable(int c) {
    return c == '\n'
        || (c >= 0x20 && c <= 0x7E)
        || (c >= 0xA0 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF);
  }

  static boolean isBreak(int c) {
    return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  private static final class Scan {

    private final String text;
    private boolean indicators;
    private boolean lineBreaks;
    private boolean special;
    private boolean outerSpace;
    private boolean trailingSpace;
    private boolean breakThenSpace;
    private boolean spaceThenBreak;
    private boolean previousSpace;
    private boolean previousBreak;

    Scan(String text) {
      this.text = text;
    }

    ScalarAnalysis result() {
      indicators = text.startsWith("---") || text.startsWith("...");
      int c;
      for (int i = 0; i < text.length(); i += Character.charCount(c)) {
        c = text.codePointAt(i);
        indicator(c, i, i + Character.charCount(c));
        special |= !isPrintable(c);
        whitespace(c, i);
      }
      return new ScalarAnalysis(
          lineBreaks,
          !(outerSpace || breakThenSpace || spaceThenBreak || special || lineBreaks || indicators),
          !(breakThenSpace || spaceThenBreak || special),
          !(trailingSpace || spaceThenBreak || special));
    }

    private void indicator(int c, int at, int next) {
      boolean followedByBlank = next >= text.length() || isBlank(text.charAt(next));
      if (at == 0) {
        indicators |=
            FIRST_INDICATORS.indexOf(c) >= 0
                || ((c == '?' || c == ':' || c == '-') && followedByBlank);
      } else if (c == ':') {
        indicators |= followedByBlank;
      } else if (c == '#') {
        char before = text.charAt(at - 1);
        indicators |= isBlank(before) || isBreak(before);
      }
    }

    private void whitespace(int c, int at) {
      boolean outer = at == 0 || at == text.length() - 1;
      if (c == ' ') {
        outerSpace |= outer;
        trailingSpace |= at == text.length() - 1;
        breakThenSpace |= previousBreak;
        previousSpace = true;
        previousBreak = false;
      } else if (isBreak(c)) {
        lineBreaks = true;
        spaceThenBreak |= previousSpace;
        previousSpace = false;
        previousBreak = true;
      } else {
        previousSpace = false;
        previousBreak = false;
      }
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }
  }
}
