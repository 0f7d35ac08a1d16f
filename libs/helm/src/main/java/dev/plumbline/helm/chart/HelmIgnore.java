package dev.plumbline.helm.chart;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.helm.HelmException;
import java.util.ArrayList;
import java.util.List;

/** Which files of a folder are no part of the chart: the rules of {@code .helmignore}. */
final class HelmIgnore {

  /** The file with the rules. */
  static final String FILE = ".helmignore";

  private static final String ALWAYS = "templates/.?*";

  private record Rule(Pattern pattern, boolean negated, boolean foldersOnly, boolean nameOnly) {}

  private final List<Rule> rules = new ArrayList<>();

  /**
   * Reads rules; Helm's own comes behind them.
   *
   * @throws HelmException with the line of a rule that is none
   */
  static HelmIgnore of(String text) {
    HelmIgnore ignore = new HelmIgnore();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String rule = line.strip();
      if (!rule.isEmpty() && !rule.startsWith("#")) {
        ignore.add(rule, number);
      }
    }
    ignore.add(ALWAYS, 0);
    return ignore;
  }

  private void add(String rule, int line) {
    if (rule.contains("**")) {
      throw HelmException.invalid(FILE, line, "double-star (**) syntax is not supported");
    }
    boolean negated = rule.startsWith("!");
    String pattern = negated ? rule.substring(1) : rule;
    boolean folders = pattern.endsWith("/");
    pattern = folders ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean rooted = pattern.startsWith("/");
    boolean nameOnly = !rooted && pattern.indexOf('/') < 0;
    pattern = rooted ? pattern.substring(1) : pattern;
    try {
      rules.add(new Rule(Pattern.compile(regex(pattern)), negated, folders, nameOnly));
    } catch (PatternSyntaxException e) {
      throw HelmException.invalid(FILE, line, "syntax error in pattern '" + rule + "'");
    }
  }

  /** Go's {@code filepath.Match}: a star and a question mark stop at a slash. */
  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = pattern.indexOf(']', i + 2);
          if (end < 0) {
            throw new PatternSyntaxException("missing ]", pattern);
          }
          String set = pattern.substring(i + 1, end).replace("[", "\\[");
          regex.append('[').append(set).append(set.startsWith("^") ? "/]" : "]");
          i = end;
        }
        case '\\' -> {
          i++;
          regex.append(Pattern.quote(i < pattern.length() ? pattern.substring(i, i + 1) : "\\"));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /** Whether a path below the chart's root is left out; of a folder, with all that is in it. */
  boolean ignores(String path, boolean folder) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (Rule rule : rules) {
      boolean matches = rule.pattern.matcher(rule.nameOnly ? name : path).matches();
      if (rule.negated) {
        if ((rule.foldersOnly && !folder) || !matches) {
          return true;
        }
      } else if (matches && (folder || !rule.foldersOnly)) {
        return true;
      }
    }
    return false;
  }
}
