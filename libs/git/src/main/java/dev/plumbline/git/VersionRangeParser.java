package dev.plumbline.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of a range from left to right, so that no text takes it long. */
final class VersionRangeParser {

  private static final Pattern OPERATOR = Pattern.compile("!=|>=|=>|<=|=<|~>|[=<>~^]");
  private static final Map<String, String> SAME =
      Map.of("=>", ">=", "=<", "<=", "~>", "~", "", "=");
  private static final Pattern NUMBERS =
      Pattern.compile(
          "[vV]?(\\d{1,18}|[xX*])(?:\\.(\\d{1,18}|[xX*]))?(?:\\.(\\d{1,18}|[xX*]))?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");
  private static final Pattern HYPHEN = Pattern.compile("\\s+-\\s+");

  private final String text;
  private int at;

  VersionRangeParser(String text) {
    this.text = text;
  }

  List<VersionRange.Alternative> alternatives() {
    List<VersionRange.Alternative> alternatives = new ArrayList<>();
    alternatives.add(alternative());
    while (text.startsWith("||", at)) {
      at += 2;
      alternatives.add(alternative());
    }
    if (at < text.length()) {
      throw wrong("expected a version");
    }
    return alternatives;
  }

  private VersionRange.Alternative alternative() {
    List<VersionConstraint> constraints = new ArrayList<>();
    skipSpace();
    if (atEnd()) {
      if (!text.isBlank()) {
        throw wrong("expected a version");
      }
      constraints.add(new VersionConstraint(">=", new Version(0, 0, 0, ""), 3));
    }
    while (!atEnd()) {
      constraint(constraints);
      int before = at;
      skipSpace();
      boolean comma = at < text.length() && text.charAt(at) == ',';
      if (comma) {
        at++;
        skipSpace();
      }
      if (atEnd() ? comma : at == before) {
        throw wrong("expected a version after a comma or a space");
      }
    }
    return new VersionRange.Alternative(constraints);
  }

  private void constraint(List<VersionConstraint> into) {
    Matcher operator = next(OPERATOR);
    String sign = operator == null ? "" : operator.group();
    skipSpace();
    Matcher first = version();
    Matcher hyphen = sign.isEmpty() ? next(HYPHEN) : null;
    if (hyphen == null) {
      into.add(constraint(SAME.getOrDefault(sign, sign), first));
    } else {
      into.add(constraint(">=", first));
      into.add(constraint("<=", version()));
    }
  }

  private Matcher version() {
    Matcher numbers = next(NUMBERS);
    if (numbers == null) {
      throw wrong("expected a version");
    }
    return numbers;
  }

  private VersionConstraint constraint(String operator, Matcher numbers) {
    int given = 0;
    StringBuilder version = new StringBuilder();
    while (given < 3 && isNumber(numbers.group(given + 1))) {
      version.append(given == 0 ? "" : ".").append(numbers.group(given + 1));
      given++;
    }
    String preRelease = numbers.group(4) == null ? "" : numbers.group(4);
    String whole = (given == 0 ? "0" : version) + preRelease;
    return new VersionConstraint(
        operator,
        Version.parse(whole).orElseThrow(() -> wrong("\"" + whole + "\" is not a version")),
        given);
  }

  private static boolean isNumber(@Nullable String part) {
    return part != null && Character.isDigit(part.charAt(0));
  }

  private @Nullable Matcher next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private boolean atEnd() {
    return at == text.length() || text.startsWith("||", at);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "The version range \"" + text + "\" is wrong at character " + (at + 1) + ": " + why);
  }
}
