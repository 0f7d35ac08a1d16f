package dev.plumbline.kustomize.yaml;

/** Reads literal and folded block scalars. */
final class BlockScanner {

  private final Source source;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder breaks = new StringBuilder();
  private int indent;

  BlockScanner(Source source) {
    this.source = source;
  }

  /**
   * Reads a block scalar.
   *
   * @param parent indentation of the node that it is in; -1 for none
   */
  String scan(int parent) {
    boolean literal = source.peek() == '|';
    source.skip();
    int chomping = chomping();
    int increment = increment();
    if (chomping == 0) {
      chomping = chomping();
    }
    source.skipBlanks();
    if (source.peek() == '#') {
      source.skipToBreak();
    }
    if (!Source.isBreak(source.peek()) && !source.isEnd()) {
      throw source.problem("did not find expected comment or line break behind a block scalar");
    }
    source.skipBreak();
    indent = increment == 0 ? 0 : Math.max(parent, 0) + increment;
    readBreaks(parent);
    lines(literal, chomping);
    return text.toString();
  }

  private int chomping() {
    char c = source.peek();
    if (c != '+' && c != '-') {
      return 0;
    }
    source.skip();
    return c == '+' ? 1 : -1;
  }

  private int increment() {
    char c = source.peek();
    if (c < '0' || c > '9') {
      return 0;
    }
    if (c == '0') {
      throw source.problem("found an indentation indicator equal to 0");
    }
    source.skip();
    return c - '0';
  }

  private void lines(boolean literal, int chomping) {
    StringBuilder lineBreak = new StringBuilder();
    boolean blankBefore = false;
    while (source.column() == indent && !source.isEnd()) {
      boolean blank = Source.isBlank(source.peek());
      boolean folds =
          !literal
              && !blankBefore
              && !blank
              && lineBreak.length() > 0
              && lineBreak.charAt(0) == '\n';
      if (!folds) {
        text.append(lineBreak);
      } else if (breaks.length() == 0) {
        text.append(' ');
      }
      lineBreak.setLength(0);
      text.append(breaks);
      breaks.setLength(0);
      blankBefore = blank;
      int start = source.position();
      source.skipToBreak();
      source.appendSince(start, text);
      source.readBreak(lineBreak);
      readBreaks(indent - 1);
    }
    if (chomping >= 0) {
      text.append(lineBreak);
    }
    if (chomping > 0) {
      text.append(breaks);
    }
  }

  /** Reads empty lines up to the next that is not; the first time they may set the indentation. */
  private void readBreaks(int parent) {
    int deepest = 0;
    while (true) {
      while ((indent == 0 || source.column() < indent) && source.peek() == ' ') {
        source.skip();
      }
      deepest = Math.max(deepest, source.column());
      if ((indent == 0 || source.column() < indent) && source.peek() == '\t') {
        throw source.problem("found a tab character where an indentation space is expected");
      }
      if (!Source.isBreak(source.peek())) {
        break;
      }
      source.readBreak(breaks);
    }
    if (indent == 0) {
      indent = Math.max(Math.max(deepest, parent + 1), 1);
    }
  }
}
