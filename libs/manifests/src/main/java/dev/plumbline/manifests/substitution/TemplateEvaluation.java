package dev.plumbline.manifests.substitution;

import dev.plumbline.manifests.substitution.Part.Expression;
import dev.plumbline.manifests.substitution.Part.Literal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the values into one text, and remembers which pieces of the result are secret. */
final class TemplateEvaluation {

  private static final long WORK_FOR_EACH_CHARACTER = 8;

  private final Map<String, String> values;
  private final Set<String> secretNames;
  private final boolean strict;
  private final int mostCharacters;
  private final Expansion expansion;
  private final Set<String> secrets = new LinkedHashSet<>();
  private boolean tainted;
  private long work;

  TemplateEvaluation(
      Map<String, String> values, Set<String> secretNames, boolean strict, int mostCharacters) {
    this.values = values;
    this.secretNames = secretNames;
    this.strict = strict;
    this.mostCharacters = mostCharacters;
    this.expansion = new Expansion(mostCharacters);
  }

  /**
   * The text with values.
   *
   * @throws TemplateException for what is no expression, a variable without value, or a result that
   *     is too long
   */
  String evaluate(String template) throws TemplateException {
    StringBuilder result = new StringBuilder();
    for (Part part : TemplateParser.parse(template)) {
      tainted = false;
      String value = evaluate(part);
      if (tainted && !value.isEmpty()) {
        secrets.add(value);
      }
      result.append(value);
      if (result.length() > mostCharacters) {
        throw expansion.tooLong();
      }
    }
    return result.toString();
  }

  /** The pieces that a secret value became part of. */
  Set<String> secrets() {
    return secrets;
  }

  private String evaluate(Part part) throws TemplateException {
    return part instanceof Expression expression ? evaluate(expression) : ((Literal) part).text();
  }

  private String evaluate(Expression expression) throws TemplateException {
    List<String> arguments = new ArrayList<>();
    long length = 0;
    for (Part argument : expression.arguments()) {
      String value = evaluate(argument);
      length += value.length();
      if (length > mostCharacters) {
        throw expansion.tooLong();
      }
      arguments.add(value);
    }
    @Nullable String value = values.get(expression.variable());
    if (value == null && strict && !expression.hasDefault()) {
      throw new TemplateException(
          "the variable "
              + expression.variable()
              + " has no value: set it in spec.postBuild, give a default as in ${"
              + expression.variable()
              + ":-default}, or write $${ for a ${ that stays");
    }
    work += (value == null ? 0 : value.length()) * (1 + patternLength(expression, arguments));
    if (work > WORK_FOR_EACH_CHARACTER * mostCharacters) {
      throw new TemplateException("its variables are used too often, or in too long patterns");
    }
    tainted |= secretNames.contains(expression.variable());
    return expansion.expand(value == null ? "" : value, expression.operator(), arguments);
  }

  private static long patternLength(Expression expression, List<String> arguments) {
    boolean pattern =
        expression.operator().startsWith("#") || expression.operator().startsWith("%");
    return pattern && !arguments.isEmpty() ? arguments.get(0).length() : 0;
  }
}
