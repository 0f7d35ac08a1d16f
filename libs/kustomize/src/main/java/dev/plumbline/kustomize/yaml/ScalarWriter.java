package dev.plumbline.kustomize.yaml;

/** Writes one scalar in one of the styles, folding at spaces where that is allowed. */
final class ScalarWriter {

  private static final int WIDTH = 80;

  /** At the beginning of a text it makes the original escape all of it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final EmitterOutput out;
  private final int indent;
  private final boolean mayFold;

  ScalarWriter(EmitterOutput out, int indent, boolean mayFold) {
    this.out = out;
    this.indent = indent;
    this.mayFold = mayFold;
  }

  void plain(String text) {
    if (!text.isEmpty()) {
      out.space();
    }
    boolean spaces = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c == ' ' && mayFold && !spaces && out.column() > WIDTH && !isSpace(text, i + 1)) {
        out.indentTo(indent);
      } else {
        out.put(c);
      }
      spaces = c == ' ';
      if (!spaces) {
        out.setIndention(false);
      }
    }
    out.endOfScalar();
  }

  void singleQuoted(String text) {
    out.indicator("'", true, false, false);
    boolean spaces = false;
    boolean breaks = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c == ' ') {
        boolean inside = i > 0 && i < text.length() - 1;
        if (mayFold && !spaces && out.column() > WIDTH && inside && !isSpace(text, i + 1)) {
          out.indentTo(indent);
        } else {
          out.put(c);
        }
        spaces = true;
      } else if (ScalarAnalysis.isBreak(c)) {
        out.lineBreak(c);
        out.setIndention(true);
        breaks = true;
      } else {
        if (breaks) {
          out.indentTo(indent);
        }
        if (c == '\'') {
          out.put('\'');
        }
        out.put(c);
        out.setIndention(false);
        spaces = false;
        breaks = false;
      }
    }
    out.indicator("'", false, false, false);
    out.endOfScalar();
  }

  void doubleQuoted(String text) {
    out.indicator("\"", true, false, false);
    boolean everything = text.startsWith(BYTE_ORDER_MARK);
    boolean spaces = false;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (everything || isEscaped(c)) {
        escape(c);
        spaces = false;
      } else if (c == ' ') {
        boolean inside = i > 0 && i < text.length() - 1;
        if (mayFold && !spaces && out.column() > WIDTH && inside) {
          out.indentTo(indent);
          if (isSpace(text, i + 1)) {
            out.put('\\');
          }
        } else {
          out.put(c);
        }
        spaces = true;
      } else {
        out.put(c);
        spaces = false;
      }
    }
    out.indicator("\"", false, false, false);
    out.endOfScalar();
  }

  private static boolean isEscaped(int c) {
    return !ScalarAnalysis.isPrintable(c) || ScalarAnalysis.isBreak(c) || c == '"' || c == '\\';
  }

  void literal(String text) {
    out.indicator("|", true, false, false);
    if (text.charAt(0) == ' ' || ScalarAnalysis.isBreak(text.charAt(0))) {
      out.indicator("2", false, false, false);
    }
    String chomping = chomping(text);
    if (!chomping.isEmpty()) {
      out.indicator(chomping, false, false, false);
    }
    out.lineBreak();
    out.startOfBlock();
    boolean breaks = true;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (ScalarAnalysis.isBreak(c)) {
        out.lineBreak(c);
        out.setIndention(true);
        breaks = true;
      } else {
        if (breaks) {
          out.indentTo(indent);
        }
        out.put(c);
        out.setIndention(false);
        breaks = false;
      }
    }
  }

  private static String chomping(String text) {
    int last = text.length() - 1;
    if (!ScalarAnalysis.isBreak(text.charAt(last))) {
      return "-";
    }
    return last == 0 || ScalarAnalysis.isBreak(text.charAt(last - 1)) ? "+" : "";
  }

  private void escape(int c) {
    out.put('\\');
    switch (c) {
      case 0x00 -> out.put('0');
      case 0x07 -> out.put('a');
      case 0x08 -> out.put('b');
      case 0x09 -> out.put('t');
      case 0x0A -> out.put('n');
      case 0x0B -> out.put('v');
      case 0x0C -> out.put('f');
      case 0x0D -> out.put('r');
      case 0x1B -> out.put('e');
      case '"' -> out.put('"');
      case '\\' -> out.put('\\');
      case 0x85 -> out.put('N');
      case 0xA0 -> out.put('_');
      case 0x2028 -> out.put('L');
      case 0x2029 -> out.put('P');
      default -> hexadecimal(c);
    }
  }

  private void hexadecimal(int c) {
    String digits =
        c <= 0xFF
            ? String.format("x%02X", c)
            : c <= 0xFFFF ? String.format("u%04X", c) : String.format("U%08X", c);
    digits.chars().forEach(out::put);
  }

  private static boolean isSpace(String text, int at) {
    return at < text.length() && text.charAt(at) == ' ';
  }
}
