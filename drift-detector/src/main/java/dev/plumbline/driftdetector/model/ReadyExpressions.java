package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application.Dependency;
import dev.plumbline.health.cel.CelExpression;
import dev.plumbline.health.cel.CelExpression.Result;
import dev.plumbline.health.cel.CelFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The expressions by which one application says when those it depends on are ready, compiled when
 * they change. On the application's lane only.
 */
public final class ReadyExpressions {

  private final Map<String, Compiled> compiled = new HashMap<>();

  /** An expression, or what is wrong with it. */
  private record Compiled(@Nullable CelExpression expression, String problem) {}

  /** What an expression came to: whether it is so, and when that cannot be told why. */
  record Answer(boolean so, boolean invalid, String problem) {}

  /** Keeps just the expressions of these. */
  public void keep(List<Dependency> dependencies) {
    Set<String> used = new HashSet<>();
    for (Dependency dependency : dependencies) {
      String text = dependency.readyExpr();
      if (text != null && !text.isBlank()) {
        used.add(text);
      }
    }
    compiled.keySet().retainAll(used);
  }

  Answer test(String text, JsonNode dependency, JsonNode self) {
    Compiled known = compiled.computeIfAbsent(text, ReadyExpressions::compile);
    CelExpression expression = known.expression();
    if (expression == null) {
      return new Answer(false, true, known.problem());
    }
    ObjectNode variables = Json.mapper().createObjectNode();
    variables.set("dep", dependency);
    variables.set("self", self);
    try {
      return new Answer(expression.test(variables), false, "");
    } catch (CelFailure e) {
      return new Answer(false, false, String.valueOf(e.getMessage()));
    }
  }

  private static Compiled compile(String text) {
    try {
      return new Compiled(CelExpression.compile(text, Result.BOOLEAN), "");
    } catch (CelFailure e) {
      return new Compiled(null, String.valueOf(e.getMessage()));
    }
  }
}
