package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.health.cel.CelExpression;
import dev.plumbline.health.cel.CelExpression.Result;
import dev.plumbline.health.cel.CelFailure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A compiled {@link HealthRule}. */
final class OwnRule {

  private final HealthRule rule;
  private final List<Check> checks;
  private final @Nullable CelExpression message;

  private record Check(String field, HealthStatus status, CelExpression expression) {}

  private OwnRule(HealthRule rule, List<Check> checks, @Nullable CelExpression message) {
    this.rule = rule;
    this.checks = checks;
    this.message = message;
  }

  static OwnRule compile(HealthRule rule) throws HealthRuleException {
    if (rule.kind().isBlank()) {
      throw new HealthRuleException(rule.name(), "kind", "expected a kind");
    }
    if (rule.current().isBlank()) {
      throw new HealthRuleException(rule.name(), "current", "expected an expression");
    }
    List<Check> checks = new ArrayList<>();
    add(checks, rule, "inProgress", HealthStatus.Progressing, rule.inProgress());
    add(checks, rule, "failed", HealthStatus.Degraded, rule.failed());
    add(checks, rule, "suspended", HealthStatus.Suspended, rule.suspended());
    add(checks, rule, "current", HealthStatus.Healthy, rule.current());
    String text = rule.message();
    CelExpression message = null;
    if (text != null && !text.isBlank()) {
      message = compile(rule, "message", text, Result.TEXT);
    }
    return new OwnRule(rule, List.copyOf(checks), message);
  }

  private static void add(
      List<Check> checks,
      HealthRule rule,
      String field,
      HealthStatus status,
      @Nullable String expression)
      throws HealthRuleException {
    if (expression != null && !expression.isBlank()) {
      checks.add(new Check(field, status, compile(rule, field, expression, Result.BOOLEAN)));
    }
  }

  private static CelExpression compile(
      HealthRule rule, String field, String expression, Result result) throws HealthRuleException {
    try {
      return CelExpression.compile(expression, result);
    } catch (CelFailure e) {
      throw new HealthRuleException(rule.name(), field, String.valueOf(e.getMessage()));
    }
  }

  Finding of(JsonNode object) {
    JsonNode observed = object.path("status").path("observedGeneration");
    JsonNode generation = object.path("metadata").path("generation");
    if (observed.isIntegralNumber()
        && generation.isIntegralNumber()
        && observed.asLong() != generation.asLong()) {
      return Finding.progressing("its controller has not seen the newest generation yet");
    }
    for (Check check : checks) {
      try {
        if (check.expression().test(object)) {
          return told(check.status(), object);
        }
      } catch (CelFailure e) {
        return failed(check.field(), e, object);
      }
    }
    return told(HealthStatus.Progressing, object);
  }

  private Finding told(HealthStatus status, JsonNode object) {
    if (message == null) {
      return new Finding(status, Conditions.telling(object, status));
    }
    try {
      return new Finding(status, message.text(object));
    } catch (CelFailure e) {
      return new Finding(status, problem("message", e));
    }
  }

  /** What has no status yet is no rule's fault. */
  private Finding failed(String field, CelFailure failure, JsonNode object) {
    return object.path("status").isEmpty()
        ? Finding.progressing("its controller has not told a status yet")
        : Finding.unknown(problem(field, failure));
  }

  private String problem(String field, CelFailure failure) {
    return "the rule of health for "
        + rule.name()
        + " failed, field "
        + field
        + ": "
        + failure.getMessage();
  }
}
