package dev.plumbline.jsonnet.engine;

/**
 * Rewrites what the interpreter does not know of the language, without moving a line: {@code
 * importbin} becomes {@code importstr} of a marked name and a function that makes bytes of it, a
 * text block that begins with {@code |||-} loses its last line break by a function, and {@code
 * tailstrict}, which only spares a stack, goes.
 */
final class SourceText {

  /** Begins the name of what is wanted as bytes. */
  static final String MARK = "\u0001";

  private static final String IMPORT = "importbin";
  private static final String STRICT = "tailstrict";
  private static final String CHOMPED = "|||-";

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int position;

  private SourceText(String text) {
    this.text = text;
  }

  /** The text as the interpreter understands it; lines stay where they are. */
  static String replaced(String text) {
    boolean known = !text.contains(IMPORT) && !text.contains(STRICT) && !text.contains(CHOMPED);
    return known ? text : new SourceText(text).replaced();
  }

  private String replaced() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '#' || text.startsWith("//", position)) {
        copyTo(indexOrEnd("\n", position));
      } else if (text.startsWith("/*", position)) {
        copyTo(indexOrEnd("*/", position + 2) + 2);
      } else if (text.startsWith("|||", position)) {
        block();
      } else if (isLiteral(position)) {
        copyTo(literalEnd(position));
      } else if (Character.isLetter(c) || c == '_') {
        word();
      } else {
        copyTo(position + 1);
      }
    }
    return out.toString();
  }

  private void word() {
    int end = position;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    int literal = end;
    while (literal < text.length() && Character.isWhitespace(text.charAt(literal))) {
      literal++;
    }
    String word = text.substring(position, end);
    if (word.equals(STRICT) && isBehindCall()) {
      out.append(" ".repeat(word.length()));
      position = end;
      return;
    }
    if (!word.equals(IMPORT) || !isLiteral(literal)) {
      copyTo(end);
      return;
    }
    int quote = text.charAt(literal) == '@' ? literal + 1 : literal;
    int close = literalEnd(literal);
    out.append("std.__bytes(importstr")
        .append(text, end, quote + 1)
        .append(MARK)
        .append(text, quote + 1, close)
        .append(')');
    position = close;
  }

  private boolean isBehindCall() {
    int last = out.length() - 1;
    while (last >= 0 && Character.isWhitespace(out.charAt(last))) {
      last--;
    }
    return last >= 0 && out.charAt(last) == ')';
  }

  private void block() {
    int end = blockEnd();
    if (!text.startsWith(CHOMPED, position)) {
      copyTo(end);
      return;
    }
    out.append("std.__chomped(|||");
    position += CHOMPED.length();
    copyTo(end);
    out.append(')');
  }

  private boolean isLiteral(int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return c == '"'
        || c == '\''
        || c == '@' && (text.startsWith("\"", at + 1) || text.startsWith("'", at + 1));
  }

  private int literalEnd(int at) {
    boolean verbatim = text.charAt(at) == '@';
    int i = verbatim ? at + 1 : at;
    char quote = text.charAt(i++);
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\' && !verbatim) {
        i++;
      } else if (c == quote) {
        if (!verbatim || !text.startsWith(String.valueOf(quote), i + 1)) {
          return i + 1;
        }
        i++;
      }
      i++;
    }
    return text.length();
  }

  /** The end of a text block: its closing bars are the first on a line that begins with them. */
  private int blockEnd() {
    int line = text.indexOf('\n', position);
    while (line >= 0) {
      int first = line + 1;
      while (first < text.length() && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
        first++;
      }
      if (text.startsWith("|||", first)) {
        return first + 3;
      }
      line = text.indexOf('\n', line + 1);
    }
    return text.length();
  }

  private int indexOrEnd(String wanted, int from) {
    int index = text.indexOf(wanted, from);
    return index < 0 ? text.length() : index;
  }

  private void copyTo(int end) {
    int stop = Math.min(end, text.length());
    out.append(text, position, stop);
    position = stop;
  }
}
