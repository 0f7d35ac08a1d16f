package dev.plumbline.cli.tree;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.health.HealthRule;
import dev.plumbline.health.HealthRuleException;
import dev.plumbline.health.HealthRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of health that count for an application: Plumbline's, over them those of the
 * installation ({@code HealthRule}), and over these its own ({@code healthCheckExprs}).
 */
final class OwnRules {

  private OwnRules() {}

  /**
   * The rules.
   *
   * @param unseen takes a line when the installation's cannot be read
   */
  static HealthRules of(LiveApplication live, List<String> unseen) {
    List<HealthRule> rules = new ArrayList<>();
    try {
      for (JsonNode resource :
          live.control()
              .list(
                  live.control().resolve(ResourceKind.GROUP, ResourceKind.HEALTH_RULE.kind()),
                  live.installationNamespace(),
                  null,
                  false)
              .items()) {
        JsonNode spec = resource.path("spec");
        rules.add(
            new HealthRule(
                spec.path("group").asText(""),
                spec.path("kind").asText(),
                spec.path("inProgress").textValue(),
                spec.path("failed").textValue(),
                null,
                spec.path("current").asText(),
                null));
      }
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.UNKNOWN_KIND) {
        unseen.add("HealthRules of the installation: " + e.getMessage());
      }
    }
    live.application()
        .spec()
        .healthCheckExprs()
        .forEach(
            own ->
                rules.add(
                    HealthRule.of(
                        own.apiVersion(),
                        own.kind(),
                        own.inProgress(),
                        own.failed(),
                        own.current())));
    try {
      return HealthRules.builtIn().with(rules);
    } catch (HealthRuleException e) {
      throw new UserError("a rule of health cannot be understood: " + e.getMessage(), e);
    }
  }
}
