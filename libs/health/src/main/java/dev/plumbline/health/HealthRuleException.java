package dev.plumbline.health;

/** A rule that is not one; the message names kind, field, position and what was expected. */
public final class HealthRuleException extends Exception {

  private static final long serialVersionUID = 1;

  private final String field;

  HealthRuleException(String kind, String field, String problem) {
    super("rule of health for " + kind + ", field " + field + ": " + problem);
    this.field = field;
  }

  /** The field that is wrong. */
  public String field() {
    return field;
  }
}
