package dev.plumbline.kustomize.yaml;

/** The text written so far, and what a writer has to know of its end. */
final class EmitterOutput {

  private final StringBuilder out;
  private int column;
  private boolean whitespace = true;
  private boolean indention = true;

  EmitterOutput(StringBuilder out) {
    this.out = out;
  }

  int column() {
    return column;
  }

  /** Whether nothing but indentation and indicators is on the line. */
  boolean isIndention() {
    return indention;
  }

  /** Goes to a new line unless this one is still empty up to there. */
  void indentTo(int indent) {
    if (!indention || column > indent || (column == indent && !whitespace)) {
      lineBreak();
    }
    while (column < indent) {
      put(' ');
    }
    whitespace = true;
    indention = true;
  }

  void indicator(
      String indicator, boolean needsSpace, boolean isWhitespace, boolean keepsIndention) {
    if (needsSpace && !whitespace) {
      put(' ');
    }
    out.append(indicator);
    column += indicator.length();
    whitespace = isWhitespace;
    indention = indention && keepsIndention;
  }

  void space() {
    if (!whitespace) {
      put(' ');
    }
  }

  void put(int codePoint) {
    out.appendCodePoint(codePoint);
    column++;
  }

  void lineBreak() {
    lineBreak('\n');
  }

  /** A line break of any kind; what follows counts as a new line. */
  void lineBreak(int c) {
    out.appendCodePoint(c);
    column = 0;
  }

  void endOfScalar() {
    whitespace = false;
    indention = false;
  }

  void startOfBlock() {
    whitespace = true;
    indention = true;
  }

  void setIndention(boolean indention) {
    this.indention = indention;
  }
}
