package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.ObjectHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of the documentation judge the objects below them as it says there. */
class DocumentedRulesTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern OBJECT =
      Pattern.compile("    # (\\w+)(?:: ([^\n]*))?\n((?:    [^\n]*\n)+)");

  @Test
  void judgeAsTheDocumentationSays() throws Exception {
    String page = Files.readString(Path.of("../../docs/health.md"));
    HealthRules rules = HealthRules.builtIn().with(rules(page));

    Matcher object = OBJECT.matcher(page);
    int judged = 0;
    while (object.find()) {
      ObjectNode sample = TestObjects.yaml(object.group(3));
      ObjectHealth health = rules.of(TestObjects.ref(sample), sample);
      assertThat(health.status().name()).as(object.group()).isEqualTo(object.group(1));
      if (object.group(2) != null) {
        assertThat(health.message()).isEqualTo(object.group(2));
      }
      judged++;
    }
    assertThat(judged).isGreaterThan(6);
  }

  private static List<HealthRule> rules(String page) throws IOException {
    List<HealthRule> rules = new ArrayList<>();
    Matcher block = YAML.matcher(page);
    while (block.find()) {
      JsonNode spec = TestObjects.yaml(block.group(1)).path("spec");
      if (spec.has("current")) {
        rules.add(
            new HealthRule(
                spec.path("group").asText(),
                spec.path("kind").asText(),
                spec.path("inProgress").asText(null),
                spec.path("failed").asText(null),
                spec.path("suspended").asText(null),
                spec.path("current").asText(),
                spec.path("message").asText(null)));
      }
      spec.path("healthCheckExprs")
          .forEach(each -> rules.add(rule(each.path("apiVersion").asText(), each)));
    }
    return rules;
  }

  private static HealthRule rule(String apiVersion, JsonNode rule) {
    return HealthRule.of(
        apiVersion,
        rule.path("kind").asText(),
        rule.path("inProgress").asText(null),
        rule.path("failed").asText(null),
        rule.path("current").asText());
  }
}
