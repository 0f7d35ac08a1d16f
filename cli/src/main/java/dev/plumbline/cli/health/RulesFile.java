package dev.plumbline.cli.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.health.HealthRule;
import dev.plumbline.health.HealthRuleException;
import dev.plumbline.health.HealthRules;
import dev.plumbline.manifests.SourceObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of health in a file: {@code HealthRule}s, and what {@code Application}s bring. */
final class RulesFile {

  private static final Set<String> OF_A_RULE =
      Set.of("group", "kind", "inProgress", "failed", "suspended", "current", "message");
  private static final Set<String> OF_AN_APPLICATION =
      Set.of("apiVersion", "kind", "inProgress", "failed", "current");

  private final SourceObject file;

  private RulesFile(SourceObject file) {
    this.file = file;
  }

  /**
   * The rules of some objects on top of others.
   *
   * @throws UserError with file, line and field when one is none
   */
  static HealthRules add(List<SourceObject> objects, HealthRules to) {
    HealthRules rules = to;
    for (SourceObject object : objects) {
      rules = new RulesFile(object).add(rules);
    }
    return rules;
  }

  private HealthRules add(HealthRules to) {
    ObjectNode manifest = file.manifest();
    JsonNode spec = manifest.path("spec");
    String kind = manifest.path("kind").asText();
    if (!manifest.path("apiVersion").asText().startsWith("plumbline.dev/")) {
      throw wrong("apiVersion", "expected a HealthRule or an Application of plumbline.dev");
    }
    switch (kind) {
      case "HealthRule" -> {
        return add(to, "spec", spec, OF_A_RULE, optional("spec", spec, "group"));
      }
      case "Application" -> {
        HealthRules rules = to;
        int index = 0;
        for (JsonNode expression : spec.path("healthCheckExprs")) {
          String field = "spec.healthCheckExprs[" + index++ + "]";
          String version = required(field, expression, "apiVersion");
          String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
          rules = add(rules, field, expression, OF_AN_APPLICATION, group);
        }
        return rules;
      }
      default -> throw wrong("kind", "expected a HealthRule or an Application, not a " + kind);
    }
  }

  private HealthRules add(
      HealthRules to, String field, JsonNode rule, Set<String> known, @Nullable String group) {
    rule.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw wrong(field + "." + name, "there is no such field");
              }
            });
    HealthRule read =
        new HealthRule(
            group == null ? "" : group,
            required(field, rule, "kind"),
            optional(field, rule, "inProgress"),
            optional(field, rule, "failed"),
            optional(field, rule, "suspended"),
            required(field, rule, "current"),
            optional(field, rule, "message"));
    try {
      return to.with(List.of(read));
    } catch (HealthRuleException e) {
      throw wrong(field + "." + e.field(), String.valueOf(e.getMessage()));
    }
  }

  private String required(String field, JsonNode rule, String name) {
    String text = optional(field, rule, name);
    if (text == null || text.isBlank()) {
      throw wrong(field + "." + name, "is missing");
    }
    return text;
  }

  private @Nullable String optional(String field, JsonNode rule, String name) {
    JsonNode value = rule.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw wrong(field + "." + name, "expected text");
    }
    return value.asText();
  }

  private UserError wrong(String field, String problem) {
    return new UserError(file.place() + ": " + field + ": " + problem);
  }
}
