package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.health.cel.CelExpression;
import dev.plumbline.health.cel.CelFailure;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoublePredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what stands behind a state in a line of the table.
 *
 * <pre>
 * Ready=True                    a condition of that type has that status
 * Ready!=True                   there is one, and it has another
 * Ready=False(Failed,Err*)      and its reason is one of these
 * *=False                       a condition of any type
 * .status.phase=Failed,Error    a field has one of these values
 * .status.error                 a field is there and not empty
 * .status?                      a field is there, be it empty
 * .status.ready&lt;.spec.replicas  numbers; what is not there is 0, a list is its size
 * !term                         not so
 * stale                         some condition is about an older generation
 * a &amp; b | c                     both, or the other
 * cel: size(spec.x) &gt; 1         what there are no words for, alone on its line
 * </pre>
 */
final class Terms {

  private static final Pattern CONDITION =
      Pattern.compile("([A-Za-z*][\\w./*-]*)(?:(!?=)(\\w+)(?:\\(([^)]*)\\))?)?");

  private static final Pattern FIELD =
      Pattern.compile("(\\.(?:[^=!<>'\\[]|\\['[^']*'\\]|\\[\\])+)(?:(!=|=|<=|>=|<|>)(.*))?");

  private Terms() {}

  /** Alternatives of terms that hold together. */
  static List<List<Term>> parse(String text) {
    if (text.startsWith("cel:")) {
      return List.of(List.of(cel(text.substring(4).strip())));
    }
    return List.of(text.split("\\s+\\|\\s+")).stream()
        .map(all -> List.of(all.split("\\s+&\\s+")).stream().map(Terms::term).toList())
        .toList();
  }

  private static Term term(String written) {
    String text = written.strip();
    if (text.startsWith("!")) {
      Term term = term(text.substring(1));
      return subject -> {
        Subject apart = subject.apart();
        return !term.holds(apart);
      };
    }
    if (text.equals("stale")) {
      return subject -> subject.conditions().stream().anyMatch(subject::old);
    }
    if (text.endsWith("?")) {
      FieldPath path = FieldPath.parse(text.substring(0, text.length() - 1));
      return subject -> path.any(subject.object(), node -> true);
    }
    return text.startsWith(".") ? field(text) : condition(text);
  }

  /** Compiled when it is first asked; what is not there makes it not so. */
  private static Term cel(String text) {
    AtomicReference<CelExpression> compiled = new AtomicReference<>();
    return subject -> {
      try {
        CelExpression expression = compiled.get();
        if (expression == null) {
          expression = CelExpression.compile(text, CelExpression.Result.BOOLEAN);
          compiled.set(expression);
        }
        return expression.test(subject.object());
      } catch (CelFailure e) {
        return false;
      }
    };
  }

  private static Term condition(String text) {
    Matcher parts = CONDITION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("expected Type=Status or .path=value instead of " + text);
    }
    OneOf type = OneOf.parse(parts.group(1));
    boolean any = parts.group(3) == null;
    boolean equal = "=".equals(parts.group(2));
    String status = any ? "" : parts.group(3);
    OneOf reasons = OneOf.parse(parts.group(4) == null ? "*" : parts.group(4));
    return subject -> {
      boolean found = false;
      for (JsonNode condition : subject.conditions()) {
        if (type.matches(condition.path("type").asText())
            && (any || status(condition).equals(status) == equal)
            && reasons.matches(condition.path("reason").asText(""))) {
          subject.found(condition);
          found = true;
        }
      }
      return found;
    };
  }

  /** Some write a status as a boolean. */
  private static String status(JsonNode condition) {
    JsonNode status = condition.path("status");
    if (status.isBoolean()) {
      return status.asBoolean() ? "True" : "False";
    }
    return status.asText();
  }

  private static Term field(String text) {
    Matcher parts = FIELD.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("expected .path, .path=value or .path<number: " + text);
    }
    FieldPath path = FieldPath.parse(parts.group(1).strip());
    String operator = parts.group(2);
    if (operator == null) {
      return subject -> path.any(subject.object(), node -> told(subject, path, node, !empty(node)));
    }
    String right = parts.group(3).strip();
    return switch (operator) {
      case "=" -> equal(path, right);
      case "!=" -> {
        Term equal = equal(path, right);
        yield subject -> path.any(subject.object(), node -> true) && !equal.holds(subject.apart());
      }
      case "<" -> compared(path, right, difference -> difference < 0);
      case "<=" -> compared(path, right, difference -> difference <= 0);
      case ">" -> compared(path, right, difference -> difference > 0);
      default -> compared(path, right, difference -> difference >= 0);
    };
  }

  private static Term equal(FieldPath path, String right) {
    if (right.startsWith(".")) {
      FieldPath other = FieldPath.parse(right);
      return subject ->
          path.first(subject.object()).equals(other.first(subject.object()))
              && told(subject, path, subject.object(), true);
    }
    OneOf values = OneOf.parse(right);
    return subject ->
        path.any(
            subject.object(),
            node -> told(subject, path, node, node.isValueNode() && values.matches(node.asText())));
  }

  private static Term compared(FieldPath left, String right, DoublePredicate wanted) {
    if (right.startsWith(".")) {
      FieldPath other = FieldPath.parse(right);
      return subject -> {
        double is = left.number(subject.object());
        double than = other.number(subject.object());
        boolean so = wanted.test(is - than);
        if (so) {
          subject.found(left, is, other, than);
        }
        return so;
      };
    }
    double number = Double.parseDouble(right);
    return subject -> wanted.test(left.number(subject.object()) - number);
  }

  private static boolean told(Subject subject, FieldPath path, JsonNode node, boolean so) {
    if (so && node.isValueNode()) {
      subject.found(path, node.asText());
    }
    return so;
  }

  private static boolean empty(JsonNode node) {
    return node.isNull()
        || (node.isContainerNode() && node.isEmpty())
        || (node.isTextual() && node.asText().isEmpty());
  }
}
