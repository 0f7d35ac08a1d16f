package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.KustomizeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A selector of labels or annotations, as in Kubernetes: {@code a=b,c!=d,e in (f,g),!h}. */
public final class LabelSelector implements Predicate<Map<String, String>> {

  private static final String KEY = "[A-Za-z0-9][A-Za-z0-9._/-]*";
  private static final String VALUE = "[A-Za-z0-9._-]*";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(?:(!)\\s*(?<absent>"
              + KEY
              + ")|(?<key>"
              + KEY
              + ")\\s*(?:(?<set>in|notin)\\s*\\((?<values>[^()]*)\\)|(?<op>==|=|!=|>|<)\\s*(?<value>"
              + VALUE
              + "))?)\\s*");

  private final List<Predicate<Map<String, String>>> requirements = new ArrayList<>();

  private LabelSelector() {}

  /**
   * Reads a selector; an empty one selects everything.
   *
   * @throws KustomizeException when it is none
   */
  public static LabelSelector parse(String text) {
    LabelSelector selector = new LabelSelector();
    if (text.isBlank()) {
      return selector;
    }
    Matcher matcher = REQUIREMENT.matcher(text);
    int at = 0;
    while (true) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw invalid(text);
      }
      selector.requirements.add(requirement(matcher));
      at = matcher.end();
      if (at == text.length()) {
        return selector;
      }
      if (text.charAt(at) != ',') {
        throw invalid(text);
      }
      at++;
    }
  }

  private static KustomizeException invalid(String text) {
    return new KustomizeException(
        "",
        "unable to parse the selector \"" + text + "\", expected one such as a=b,c in (d,e),!f");
  }

  private static Predicate<Map<String, String>> requirement(Matcher matcher) {
    String absent = matcher.group("absent");
    if (absent != null) {
      return labels -> !labels.containsKey(absent);
    }
    String key = matcher.group("key");
    if (matcher.group("set") != null) {
      Set<String> values = new TreeSet<>();
      Arrays.stream(matcher.group("values").split(",", -1)).map(String::strip).forEach(values::add);
      return matcher.group("set").equals("in")
          ? labels -> labels.containsKey(key) && values.contains(labels.get(key))
          : labels -> !labels.containsKey(key) || !values.contains(labels.get(key));
    }
    String operator = matcher.group("op");
    if (operator == null) {
      return labels -> labels.containsKey(key);
    }
    return comparison(key, operator, matcher.group("value"));
  }

  private static Predicate<Map<String, String>> comparison(
      String key, String operator, String value) {
    return switch (operator) {
      case "!=" -> labels -> !labels.containsKey(key) || !value.equals(labels.get(key));
      case ">" -> labels -> labels.containsKey(key) && difference(labels.get(key), value) > 0;
      case "<" -> labels -> labels.containsKey(key) && difference(labels.get(key), value) < 0;
      default -> labels -> labels.containsKey(key) && value.equals(labels.get(key));
    };
  }

  private static int difference(String actual, String value) {
    try {
      return Long.compare(Long.parseLong(actual), Long.parseLong(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public boolean test(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.test(labels));
  }
}
