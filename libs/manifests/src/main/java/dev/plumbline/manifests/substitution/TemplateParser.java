package dev.plumbline.manifests.substitution;

import dev.plumbline.manifests.substitution.Part.Expression;
import dev.plumbline.manifests.substitution.Part.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds the variables in a text. In text, <code>$$</code> stands for <code>$</code>; an argument is
 * one text or one expression, except a default, which may be several.
 */
final class TemplateParser {

  private static final int MOST_NESTED = 50;
  private static final int END = -1;
  private static final String OPEN = "${";

  private final String text;
  private int position;
  private int depth;

  private TemplateParser(String text) {
    this.text = text;
  }

  /**
   * The parts of a text.
   *
   * @throws TemplateException naming the expression that is not understood
   */
  static List<Part> parse(String text) throws TemplateException {
    TemplateParser parser = new TemplateParser(text);
    List<Part> parts = new ArrayList<>();
    while (parser.position < text.length()) {
      parts.add(
          parser.skip(OPEN)
              ? parser.expression()
              : new Literal(parser.take(c -> true, true, false)));
    }
    return parts;
  }

  private Expression expression() throws TemplateException {
    int start = position - OPEN.length();
    if (++depth > MOST_NESTED) {
      throw new TemplateException("variables are nested deeper than " + MOST_NESTED);
    }
    try {
      Expression expression = skip("#") ? length(start) : operation(start);
      depth--;
      return expression;
    } catch (IndexOutOfBoundsException e) {
      throw bad(start);
    }
  }

  private Expression length(int start) throws TemplateException {
    String name = name();
    return close(new Expression(name, "#", List.of()), start, !name.isEmpty());
  }

  private Expression operation(int start) throws TemplateException {
    String name = name();
    if (name.isEmpty()) {
      throw bad(start);
    }
    return switch (peek()) {
      case ':' -> isAnyOf(peek(1), "=-?+") ? fallback(name, start) : substring(name, start);
      case '=' -> fallback(name, start);
      case ',', '^' -> close(new Expression(name, operator(",^"), List.of()), start, true);
      case '#' -> single(name, operator("#"), start);
      case '%' -> single(name, operator("%"), start);
      case '/' -> replacement(name, start);
      default -> close(new Expression(name, "", List.of()), start, true);
    };
  }

  private Expression fallback(String name, int start) throws TemplateException {
    String operator = text.substring(position, position + (peek() == '=' ? 1 : 2));
    position += operator.length();
    List<Part> arguments = new ArrayList<>();
    while (peek() != '}') {
      arguments.add(argument(c -> c != '}', false, start));
    }
    return close(new Expression(name, operator, arguments), start, true);
  }

  private Expression substring(String name, int start) throws TemplateException {
    position++;
    List<Part> arguments = new ArrayList<>();
    arguments.add(argument(c -> c != ':' && c != '}', false, start));
    if (peek() == ':') {
      skipAll(':');
      arguments.add(argument(c -> c != '}', false, start));
    }
    return close(new Expression(name, ":", arguments), start, true);
  }

  private Expression single(String name, String operator, int start) throws TemplateException {
    List<Part> arguments = List.of(argument(c -> c != '}', false, start));
    return close(new Expression(name, operator, arguments), start, true);
  }

  private Expression replacement(String name, int start) throws TemplateException {
    position++;
    String operator = "/";
    if (isAnyOf(peek(), "/#%")) {
      operator += (char) peek();
      position++;
    }
    List<Part> arguments = new ArrayList<>();
    arguments.add(argument(c -> c != '/', true, start));
    if (peek() != '/') {
      throw bad(start);
    }
    skipAll('/');
    if (peek() != '}') {
      arguments.add(argument(c -> c != '}', true, start));
    }
    return close(new Expression(name, operator, arguments), start, true);
  }

  private Part argument(IntPredicate accepted, boolean escapes, int start)
      throws TemplateException {
    if (skip(OPEN)) {
      return expression();
    }
    String taken = take(accepted, escapes, escapes);
    if (taken.isEmpty()) {
      throw bad(start);
    }
    return new Literal(taken);
  }

  /** Text up to an expression or what is not accepted. */
  private String take(IntPredicate accepted, boolean dollars, boolean backslashes) {
    StringBuilder taken = new StringBuilder();
    while (position < text.length() && !text.startsWith(OPEN, position)) {
      int c = peek();
      boolean escaped =
          dollars && c == '$' && peek(1) == '$'
              || backslashes && c == '\\' && isAnyOf(peek(1), "/\\");
      if (escaped) {
        position++;
      } else if (!accepted.test(c)) {
        break;
      }
      taken.append(text.charAt(position++));
    }
    return taken.toString();
  }

  private String name() {
    int from = position;
    while (position < text.length()) {
      int c = text.codePointAt(position);
      if (!Character.isLetter(c) && !Character.isDigit(c) && c != '_') {
        break;
      }
      position += Character.charCount(c);
    }
    return text.substring(from, position);
  }

  /** One or two of some characters. */
  private String operator(String characters) {
    int from = position++;
    if (isAnyOf(peek(), characters)) {
      position++;
    }
    return text.substring(from, position);
  }

  private Expression close(Expression expression, int start, boolean sound)
      throws TemplateException {
    if (!sound || !skip("}")) {
      throw bad(start);
    }
    return expression;
  }

  private int peek() {
    return peek(0);
  }

  private int peek(int ahead) {
    int at = position + ahead;
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean skip(String expected) {
    boolean found = text.startsWith(expected, position);
    position += found ? expected.length() : 0;
    return found;
  }

  private void skipAll(char c) {
    while (peek() == c) {
      position++;
    }
  }

  private static boolean isAnyOf(int c, String characters) {
    return c != END && characters.indexOf(c) >= 0;
  }

  /** Names the expression by its beginning, which is written in the repository. */
  private TemplateException bad(int start) {
    int end = Math.min(text.length(), start + 40);
    int line = text.indexOf('\n', start);
    String shown = text.substring(start, line < 0 ? end : Math.min(line, end));
    int brace = shown.indexOf('}');
    return new TemplateException(
        "the expression "
            + (brace < 0 ? shown + "…" : shown.substring(0, brace + 1))
            + " is not understood: expected ${name}, ${name:-default} or another of Flux's forms;"
            + " write $${ for a ${ that stays");
  }
}
