package dev.plumbline.manifests.substitution;

import java.util.List;

/** What a text with variables is made of. */
sealed interface Part {

  /** Text as it is. */
  record Literal(String text) implements Part {}

  /**
   * A variable.
   *
   * @param operator what is done with its value, such as {@code :-} or {@code /#}; empty for
   *     nothing
   * @param arguments behind the operator
   */
  record Expression(String variable, String operator, List<Part> arguments) implements Part {

    public Expression {
      arguments = List.copyOf(arguments);
    }

    /** Whether it has a value of its own when the variable has none. */
    boolean hasDefault() {
      return operator.equals("=") || operator.startsWith(":") && operator.length() == 2;
    }
  }
}
