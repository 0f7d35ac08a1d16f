package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector in its query form, such as {@code app=web,tier in (a,b),!legacy}. */
public final class LabelSelector {

  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(?:(!)\\s*([^\\s=!,()<>]+)"
              + "|([^\\s=!,()<>]+)(?:\\s*(==|=|!=)\\s*([^\\s=!,()<>]*)"
              + "|\\s+(in|notin)\\s*\\(([^()]*)\\)"
              + "|\\s*(<|>)\\s*(\\d+))?)\\s*");

  private LabelSelector() {}

  /**
   * A test of an object's labels.
   *
   * @throws ApiError 400 when the selector cannot be parsed
   */
  public static Predicate<JsonNode> parse(String text) {
    List<Predicate<JsonNode>> terms = new ArrayList<>();
    if (text.isBlank()) {
      return labels -> true;
    }
    Matcher matcher = TERM.matcher(text);
    int at = 0;
    while (true) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw ApiError.badRequest(
            "unable to parse requirement: found '" + text.substring(at) + "'");
      }
      terms.add(term(matcher));
      at = matcher.end();
      if (at == text.length()) {
        return labels -> terms.stream().allMatch(term -> term.test(labels));
      }
      if (text.charAt(at) != ',') {
        throw ApiError.badRequest(
            "unable to parse requirement: found '" + text.substring(at) + "', expected: ','");
      }
      at++;
    }
  }

  private static Predicate<JsonNode> term(Matcher m) {
    if (m.group(1) != null) {
      String absent = m.group(2);
      return labels -> !labels.has(absent);
    }
    String key = m.group(3);
    if (m.group(4) != null) {
      String value = m.group(5);
      boolean equal = !m.group(4).equals("!=");
      return labels -> equal == value.equals(labels.path(key).textValue());
    }
    if (m.group(6) != null) {
      Set<String> values = new TreeSet<>();
      Arrays.stream(m.group(7).split(",", -1)).map(String::trim).forEach(values::add);
      return m.group(6).equals("in")
          ? labels -> labels.has(key) && values.contains(labels.path(key).asText())
          : labels -> !labels.has(key) || !values.contains(labels.path(key).asText());
    }
    if (m.group(8) != null) {
      long bound = Long.parseLong(m.group(9));
      boolean less = m.group(8).equals("<");
      return labels ->
          labels.path(key).asText().matches("-?\\d{1,18}")
              && (less
                  ? Long.parseLong(labels.path(key).asText()) < bound
                  : Long.parseLong(labels.path(key).asText()) > bound);
    }
    return labels -> labels.has(key);
  }

  /** A test from the object form: {@code matchLabels} and {@code matchExpressions}. */
  public static Predicate<JsonNode> of(JsonNode selector) {
    List<Predicate<JsonNode>> terms = new ArrayList<>();
    selector
        .path("matchLabels")
        .fields()
        .forEachRemaining(e -> terms.add(labels -> e.getValue().equals(labels.path(e.getKey()))));
    for (JsonNode expression : selector.path("matchExpressions")) {
      String key = expression.path("key").asText();
      Set<String> values = new TreeSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      terms.add(
          switch (expression.path("operator").asText()) {
            case "In" -> labels -> values.contains(labels.path(key).asText());
            case "NotIn" ->
                labels -> !labels.has(key) || !values.contains(labels.path(key).asText());
            case "Exists" -> labels -> labels.has(key);
            default -> labels -> !labels.has(key);
          });
    }
    return labels -> terms.stream().allMatch(term -> term.test(labels));
  }
}
