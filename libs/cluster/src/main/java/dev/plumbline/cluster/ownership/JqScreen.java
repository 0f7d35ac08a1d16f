package dev.plumbline.cluster.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets through expressions of jq that can be bounded. Whoever may write an application could
 * otherwise keep a processor busy for ever or fill the memory, and jq's evaluation cannot be
 * stopped from outside. What remains is told apart into steps: {@link #stepped} writes a call of
 * {@link #STEP} wherever values multiply, and that call counts.
 */
final class JqScreen {

  /** The function that counts. */
  static final String STEP = "__step";

  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_SUMS = 8;
  private static final int MAX_COMMAS = 16;
  private static final int MAX_ITERATORS_WITH_OPERATORS = 2;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*+\")|(\\.\\.|\\?//|\\|=|//=|[-+*/%]=|==|!=|<=|>=|//)"
              + "|(\\.[A-Za-z_]\\w*)|(\\$?[A-Za-z_]\\w*)|(\\d+(?:\\.\\d+)?)|([^\\s\\w]))\\s*",
          Pattern.DOTALL);

  private static final Set<String> KEYWORDS =
      Set.of("if", "then", "elif", "else", "end", "and", "or", "as", "try", "catch");

  private static final Set<String> FUNCTIONS =
      Set.of(
          ("select map any all not has in inside contains startswith endswith test ltrimstr rtrimstr"
                  + " ascii_downcase ascii_upcase split length keys keys_unsorted to_entries"
                  + " from_entries with_entries type tostring tonumber first last nth min max min_by"
                  + " max_by sort sort_by unique unique_by group_by reverse index rindex indices"
                  + " empty values nulls booleans numbers strings arrays objects iterables scalars"
                  + " recurse paths leaf_paths getpath path true false null")
              .split(" "));

  private static final Set<String> OPERATORS =
      Set.of(
          "and", "or", "==", "!=", "<", "<=", ">", ">=", "+", "-", "/", "%", "//", "if", "then",
          "elif", "else");

  private final String expression;
  private final StringBuilder text = new StringBuilder();
  private final Deque<Integer> segments = new ArrayDeque<>();
  private int iterators;
  private int operators;
  private int sums;
  private int commas;

  private JqScreen(String expression) {
    this.expression = expression;
  }

  /**
   * The same expression, counting its steps.
   *
   * @throws IgnoreException if it could run away
   */
  static String stepped(String expression) {
    return new JqScreen(expression).rewrite();
  }

  private String rewrite() {
    if (expression.length() > MAX_LENGTH) {
      throw refused("it is longer than " + MAX_LENGTH + " characters");
    }
    List<String> tokens = tokens();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      check(token, i == 0 ? "" : tokens.get(i - 1));
      switch (token) {
        case "(", "[" -> {
          open.push(i);
          segment(token);
        }
        case ")", "]" -> close(tokens, open, i);
        case "|" -> {
          segment("");
          text.append(" | ").append(STEP).append(" | ");
        }
        case ";" -> {
          segment("");
          text.append(" | ").append(STEP).append(" ; ");
        }
        case "," -> segment(" , ");
        case ".." -> {
          iterators++;
          text.append("( .. | ").append(STEP).append(" )");
        }
        default -> text.append(spaced(token));
      }
    }
    if (!open.isEmpty()) {
      throw refused("'" + tokens.get(open.pop()) + "' is not closed");
    }
    segment("");
    return text.toString();
  }

  private void close(List<String> tokens, Deque<Integer> open, int at) {
    boolean paren = tokens.get(at).equals(")");
    if (open.isEmpty() || tokens.get(open.peek()).equals("(") != paren) {
      throw refused("'" + tokens.get(at) + "' closes nothing");
    }
    int from = open.pop();
    boolean empty = from == at - 1;
    boolean makesList = !paren && !empty && !endsTerm(from == 0 ? "" : tokens.get(from - 1));
    int insideIterators = iterators;
    segment("");
    if ((paren && !empty) || (makesList && !tokens.get(from - 1 < 0 ? 0 : from - 1).equals("as"))) {
      text.append(" | ").append(STEP);
    }
    text.append(tokens.get(at));
    int outside = segments.isEmpty() ? 0 : segments.pop();
    iterators = outside >> 16;
    operators = outside & 0xffff;
    if (!paren && empty) {
      iterators++;
    } else if (!paren && !makesList) {
      iterators += insideIterators;
      operators += insideIterators > 0 ? 1 : 0;
    }
  }

  /** Ends what multiplies without a step between. */
  private void segment(String next) {
    if (operators > 0 && iterators > MAX_ITERATORS_WITH_OPERATORS) {
      throw refused("it combines more than two lists with one another; put '|' between");
    }
    if (next.equals("(") || next.equals("[")) {
      segments.push((iterators << 16) | operators);
    }
    iterators = 0;
    operators = 0;
    text.append(next);
  }

  private void check(String token, String before) {
    char first = token.charAt(0);
    if (first == '"') {
      if (token.replace("\\\\", "").contains("\\(")) {
        throw refused("values inside of text are not supported");
      }
    } else if (first == '$') {
      if (token.equals("$ENV") || token.equals("$__loc__")) {
        throw refused(token + " is not supported");
      }
    } else if (Character.isLetter(first) || first == '_') {
      if (!KEYWORDS.contains(token) && !FUNCTIONS.contains(token)) {
        throw refused("'" + token + "' is not supported");
      }
    } else if ("*{}@#=`'!&^~\\".indexOf(first) >= 0 && !token.equals("==") && !token.equals("!=")) {
      throw refused("'" + token + "' is not supported");
    } else if (token.length() > 1 && token.endsWith("=") && "|/+-%".indexOf(first) >= 0) {
      throw refused("'" + token + "' is not supported: name fields, do not change them");
    } else if (token.equals("?//")) {
      throw refused("'?//' is not supported");
    }
    if (token.equals("+") && ++sums > MAX_SUMS) {
      throw refused("it has more than " + MAX_SUMS + " sums");
    }
    if (token.equals(",") && ++commas > MAX_COMMAS) {
      throw refused("it has more than " + MAX_COMMAS + " commas");
    }
    if (OPERATORS.contains(token) && !(token.equals("-") && before.isEmpty())) {
      operators++;
    }
  }

  private List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      matcher.region(at, expression.length());
      if (!matcher.lookingAt()) {
        throw refused("'" + expression.charAt(at) + "' was not expected");
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
    }
    if (tokens.isEmpty()) {
      throw refused("it is empty");
    }
    return tokens;
  }

  /** Whether a bracket after it takes something out of a value, rather than make a list. */
  private static boolean endsTerm(String token) {
    if (token.isEmpty() || KEYWORDS.contains(token) || OPERATORS.contains(token)) {
      return token.equals("end");
    }
    char last = token.charAt(token.length() - 1);
    return last == '_' || Character.isLetterOrDigit(last) || ".])?\"".indexOf(last) >= 0;
  }

  private static String spaced(String token) {
    char first = token.charAt(0);
    return Character.isLetter(first) || OPERATORS.contains(token) ? " " + token + " " : token;
  }

  private IgnoreException refused(String why) {
    return new IgnoreException("jq expression '" + expression + "': " + why);
  }
}
