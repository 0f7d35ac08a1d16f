package dev.plumbline.kustomize.yaml;

/** A text, and where reading it has come to. Behind its end there are zeros. */
final class Source {

  private final String text;
  private final int firstLine;
  private int at;
  private int line;
  private int startOfLine;

  /**
   * A text to read from its beginning.
   *
   * @param firstLine the line of the file at which it begins
   * @throws YamlException when it has characters that YAML must not have
   */
  Source(String text, int firstLine) {
    this.text = text;
    this.firstLine = firstLine;
    check();
  }

  private void check() {
    int lines = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lines++;
      } else if ((c < 0x20 && c != '\t' && c != '\r')
          || (c >= 0x7F && c < 0xA0 && c != 0x85)
          || c >= 0xFFFE) {
        throw new YamlException(firstLine + lines, "control characters are not allowed");
      }
    }
  }

  int position() {
    return at;
  }

  /** From 0. */
  int column() {
    return at - startOfLine;
  }

  int line() {
    return firstLine + line;
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  boolean isEnd() {
    return at >= text.length();
  }

  void skip() {
    if (Character.isLowSurrogate(peek())) {
      startOfLine++;
    }
    at++;
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      skip();
    }
  }

  /** Goes over blanks and tabs. */
  void skipBlanks() {
    while (isBlank(peek())) {
      skip();
    }
  }

  /** Goes to the end of the line. */
  void skipToBreak() {
    while (!isEnd() && !isBreak(peek())) {
      skip();
    }
  }

  /** Goes over a line break, if there is one. */
  void skipBreak() {
    if (!isBreak(peek())) {
      return;
    }
    at += peek() == '\r' && peek(1) == '\n' ? 2 : 1;
    line++;
    startOfLine = at;
  }

  /** Goes over a line break, and notes it as the original does. */
  void readBreak(StringBuilder into) {
    char c = peek();
    if (c == 0x2028 || c == 0x2029) {
      into.append(c);
    } else if (isBreak(c)) {
      into.append('\n');
    }
    skipBreak();
  }

  /** What was read since a position. */
  String since(int start) {
    return text.substring(start, at);
  }

  void appendSince(int start, StringBuilder into) {
    into.append(text, start, at);
  }

  /** Whether three of a character that stand for a document's begin or end are here. */
  boolean isDocumentMark(char c) {
    return column() == 0 && peek() == c && peek(1) == c && peek(2) == c && isBlankOrEnd(peek(3));
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isBreak(char c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static boolean isBlankOrEnd(char c) {
    return c == 0 || isBlank(c) || isBreak(c);
  }

  YamlException problem(String problem) {
    return new YamlException(line(), problem);
  }
}
