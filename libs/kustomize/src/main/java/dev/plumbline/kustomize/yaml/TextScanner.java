package dev.plumbline.kustomize.yaml;

import static dev.plumbline.kustomize.yaml.Source.isBlank;
import static dev.plumbline.kustomize.yaml.Source.isBlankOrEnd;
import static dev.plumbline.kustomize.yaml.Source.isBreak;

/** Reads plain and quoted scalars. */
final class TextScanner {

  private final Source source;

  TextScanner(Source source) {
    this.source = source;
  }

  /** A plain scalar, and whether line breaks were read behind it. */
  record Plain(String text, boolean broken) {}

  /**
   * Reads a plain scalar.
   *
   * @param indent the column that lines behind the first must reach in block context
   */
  Plain plain(int indent, boolean inFlow) {
    FoldedLines lines = new FoldedLines();
    while (!source.isDocumentMark('-') && !source.isDocumentMark('.') && source.peek() != '#') {
      int start = source.position();
      while (!isBlankOrEnd(source.peek()) && !endsPlain(inFlow)) {
        source.skip();
      }
      if (source.position() > start) {
        lines.join();
        source.appendSince(start, lines.text());
      }
      if (!isBlank(source.peek()) && !isBreak(source.peek())) {
        break;
      }
      while (isBlank(source.peek()) || isBreak(source.peek())) {
        if (lines.isBroken() && source.peek() == '\t' && source.column() < indent) {
          throw source.problem("found a tab character that violates indentation");
        }
        lines.readSpace(source);
      }
      if (!inFlow && source.column() < indent) {
        break;
      }
    }
    return new Plain(lines.text().toString(), lines.isBroken());
  }

  private boolean endsPlain(boolean inFlow) {
    return switch (source.peek()) {
      case ':' -> isBlankOrEnd(source.peek(1));
      case ',', '?', '[', ']', '{', '}' -> inFlow;
      default -> false;
    };
  }

  /** Reads a scalar in quotes. */
  String quoted(char quote) {
    FoldedLines lines = new FoldedLines();
    int line = source.line();
    source.skip();
    while (true) {
      if (source.isDocumentMark('-') || source.isDocumentMark('.')) {
        throw source.problem("found unexpected document indicator within a quoted scalar");
      }
      if (source.isEnd()) {
        throw new YamlException(line, "found unexpected end of stream within a quoted scalar");
      }
      quotedText(quote, lines);
      if (source.peek() == quote) {
        source.skip();
        return lines.text().toString();
      }
      while (isBlank(source.peek()) || isBreak(source.peek())) {
        lines.readSpace(source);
      }
      lines.join();
    }
  }

  private void quotedText(char quote, FoldedLines lines) {
    StringBuilder text = lines.text();
    while (!isBlankOrEnd(source.peek())) {
      char c = source.peek();
      if (c == quote) {
        if (quote == '"' || source.peek(1) != quote) {
          return;
        }
        text.append(quote);
        source.skip(2);
      } else if (c == '\\' && quote == '"') {
        source.skip();
        if (isBreak(source.peek())) {
          lines.skipBreak(source);
          return;
        }
        escape(text);
      } else {
        text.append(c);
        source.skip();
      }
    }
  }

  private void escape(StringBuilder text) {
    char c = source.peek();
    int digits =
        switch (c) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    source.skip();
    if (digits == 0) {
      text.append(escaped(c));
      return;
    }
    int code = 0;
    for (int i = 0; i < digits; i++) {
      int digit = source.peek() < 128 ? Character.digit(source.peek(), 16) : -1;
      if (digit < 0) {
        throw source.problem("did not find expected hexdecimal number");
      }
      code = code * 16 + digit;
      source.skip();
    }
    if (code < 0 || code > Character.MAX_CODE_POINT || (code >= 0xD800 && code <= 0xDFFF)) {
      throw source.problem("found invalid Unicode character escape code");
    }
    text.appendCodePoint(code);
  }

  private char escaped(char c) {
    return switch (c) {
      case '0' -> '\0';
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 't', '\t' -> '\t';
      case 'n' -> '\n';
      case 'v' -> '\u000B';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case 'e' -> '\u001B';
      case 'N' -> '\u0085';
      case '_' -> '\u00A0';
      case 'L' -> '\u2028';
      case 'P' -> '\u2029';
      case ' ', '"', '\'', '\\' -> c;
      default -> throw source.problem("found unknown escape character");
    };
  }
}
