package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A selector of labels or annotations, such as {@code app=web,tier in (front, back),!canary}. */
record LabelSelector(List<Predicate<JsonNode>> requirements) {

  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "\\s*(?<not>!)?\\s*(?<key>[\\w./-]++)\\s*+(?:(?<op>==|=|!=)\\s*(?<value>[\\w.-]*+)"
              + "|(?<set>in|notin)\\s*\\((?<values>[^()]*+)\\))?\\s*(?:,|$)");

  /**
   * Reads a selector.
   *
   * @throws IgnoreException if it is none
   */
  static LabelSelector parse(String field, String text) {
    List<Predicate<JsonNode>> requirements = new ArrayList<>();
    Matcher matcher = REQUIREMENT.matcher(text);
    int at = 0;
    while (at < text.length()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw new IgnoreException(
            field + " '" + text + "' is no selector, expected one such as a=b,c in (d,e),!f");
      }
      requirements.add(requirement(matcher));
      at = matcher.end();
    }
    return new LabelSelector(requirements);
  }

  private static Predicate<JsonNode> requirement(Matcher matcher) {
    String key = matcher.group("key");
    boolean negated = matcher.group("not") != null;
    if (matcher.group("op") != null) {
      String value = matcher.group("value");
      boolean differs = matcher.group("op").equals("!=") != negated;
      return map -> (map.has(key) && map.path(key).asText().equals(value)) != differs;
    }
    if (matcher.group("set") != null) {
      Set<String> values = Set.copyOf(List.of(matcher.group("values").strip().split("\\s*,\\s*")));
      boolean outside = matcher.group("set").equals("notin") != negated;
      return map -> (map.has(key) && values.contains(map.path(key).asText())) != outside;
    }
    return map -> map.has(key) != negated;
  }

  /** Whether a map, which may be missing, is selected. */
  boolean selects(JsonNode map) {
    return requirements.stream().allMatch(requirement -> requirement.test(map));
  }
}
