package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in CEL: their order, their errors, and that they win. */
class OwnRulesTest {

  private static final HealthRule SEALED =
      HealthRule.of(
          "bitnami.com/v1alpha1",
          "SealedSecret",
          "has(status.waiting) && status.waiting",
          "status.conditions.filter(c, c.type == 'Synced').all(c, c.status == 'False')",
          "status.conditions.filter(c, c.type == 'Synced').all(c, c.status == 'True')");

  @ParameterizedTest
  @CsvSource({
    "'{waiting: true, conditions: [{type: Synced, status: \"False\"}]}', Progressing",
    "'{conditions: [{type: Synced, status: \"False\"}]}', Degraded",
    "'{conditions: [{type: Synced, status: \"True\"}]}', Healthy",
    "'{conditions: [{type: Synced, status: \"Unknown\"}]}', Progressing",
    "'{observedGeneration: 1, conditions: [{type: Synced, status: \"True\"}]}', Progressing",
    "'{observedGeneration: \"1\", conditions: [{type: Synced, status: \"True\"}]}', Healthy",
    "'{phase: x}', Unknown",
    "'{}', Progressing"
  })
  void areAskedInProgressFailedCurrent(String status, HealthStatus expected) throws Exception {
    ObjectHealth health =
        judge(SEALED, "bitnami.com/v1alpha1", "SealedSecret", "status: " + status);

    assertThat(health.status()).as(health.message()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, true, Progressing",
    "false, true, true, Degraded",
    "false, false, true, Suspended",
    "false, false, false, Healthy"
  })
  void areAskedInThisOrderWhenAllAreTrue(
      String inProgress, String failed, String suspended, HealthStatus expected) throws Exception {
    HealthRule rule =
        new HealthRule("example.com", "Widget", inProgress, failed, suspended, "true", null);

    assertThat(judge(rule, "example.com/v1", "Widget", "status: {a: 1}").status())
        .isEqualTo(expected);
  }

  @Test
  void sayWhatWentWrongAndInWhichField() throws Exception {
    ObjectHealth health =
        judge(SEALED, "bitnami.com/v1alpha1", "SealedSecret", "status: {phase: x}");

    assertThat(health.message()).contains("bitnami.com/SealedSecret", "field failed", "conditions");
  }

  @Test
  void winOverBuiltInOnesAndMakeAKindBeWatchedWhole() throws Exception {
    HealthRule rule =
        new HealthRule(
            "",
            "ConfigMap",
            null,
            "data.state == 'broken'",
            "data.state == 'paused'",
            "data.state == 'on'",
            "'the state is ' + data.state");
    HealthRules rules = HealthRules.builtIn().with(List.of(rule));

    assertThat(rules.readsStatus("", "ConfigMap")).isTrue();
    assertThat(HealthRules.builtIn().readsStatus("", "ConfigMap")).isFalse();
    assertThat(of(rules, "v1", "ConfigMap", "data: {state: broken}"))
        .extracting(ObjectHealth::status, ObjectHealth::message)
        .containsExactly(HealthStatus.Degraded, "the state is broken");
    assertThat(of(rules, "v1", "ConfigMap", "data: {state: paused}").status())
        .isEqualTo(HealthStatus.Suspended);
  }

  @Test
  void doNotKeepAnObjectFromBeingDeleted() throws Exception {
    ObjectHealth health =
        judge(
            HealthRule.of("v1", "ConfigMap", null, null, "true"),
            "v1",
            "ConfigMap",
            "metadata: {deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [a/b]}");

    assertThat(health.status()).isEqualTo(HealthStatus.Progressing);
    assertThat(health.message()).contains("a/b");
  }

  @Test
  void tellTheMessageOfTheConditionThatFails() throws Exception {
    ObjectHealth health =
        judge(
            SEALED,
            "bitnami.com/v1alpha1",
            "SealedSecret",
            "status: {conditions: [{type: Synced, status: \"False\", message: no key fits}]}");

    assertThat(health.message()).isEqualTo("no key fits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status.ready ==            | line 1, column 16",
        "status.ready = true        | line 1, column 14",
        "size(status.x) + 1         | expected an expression for true or false, not for int",
        "status.x.nope()            | undeclared reference to 'nope'",
        "\"a\" + 1 == \"b\"             | no matching overload",
        "''                         | expected an expression",
        "status.x.format() == \"\" | undeclared reference to 'format'"
      })
  void areRefusedWithFieldAndPosition(String expression, String told) {
    HealthRule rule = HealthRule.of("example.com/v1", "Widget", null, null, expression.strip());

    assertThatThrownBy(() -> HealthRules.builtIn().with(List.of(rule)))
        .isInstanceOf(HealthRuleException.class)
        .hasMessageContainingAll("example.com/Widget", "field current", told.strip());
  }

  @ParameterizedTest
  @CsvSource({
    "spec.count > 1.5, '{count: 2}'",
    "spec.count == 2, '{count: 2}'",
    "spec.name == null, '{name: null}'",
    "'spec.name.matches(\"^a+$\")', '{name: aaa}'",
    "'spec.name.split(\"/\")[1] == \"b\"', '{name: a/b}'",
    "'spec.name.replace(\"/\", \"-\") == \"a-b\" && [\"a\", \"b\"].join(\"/\") == spec.name', '{name: a/b}'",
    "'sets.contains(spec.all, [\"b\"])', '{all: [a, b]}'",
    "'spec.?none.orValue(3) == 3', '{a: 1}'",
    "'duration(spec.age) < duration(\"2h\")', '{age: 90m}'",
    "'timestamp(spec.at).getFullYear() == 2026', '{at: \"2026-01-01T00:00:00Z\"}'",
    "'spec.labels.exists(k, spec.labels[k] == \"x\")', '{labels: {a: x}}'",
    "'size(spec) == 1 && !has(status)', '{a: 1}'",
    "'type(spec.a) == int', '{a: 1}'"
  })
  void haveFluxsLanguage(String expression, String spec) throws Exception {
    String current = expression.replace("!has(status)", "kind == 'Widget'");
    ObjectHealth health =
        judge(
            HealthRule.of("example.com/v1", "Widget", null, null, current),
            "example.com/v1",
            "Widget",
            "spec: " + spec + "\nstatus: {a: 1}");

    assertThat(health.status()).as(health.message()).isEqualTo(HealthStatus.Healthy);
  }

  private static ObjectHealth judge(HealthRule rule, String apiVersion, String kind, String rest)
      throws HealthRuleException {
    return of(HealthRules.builtIn().with(List.of(rule)), apiVersion, kind, rest);
  }

  private static ObjectHealth of(HealthRules rules, String apiVersion, String kind, String rest) {
    String metadata = rest.startsWith("metadata") ? "" : "metadata: {generation: 2}\n";
    ObjectNode object =
        TestObjects.yaml(
            "apiVersion: %s\nkind: %s\n%s%s".formatted(apiVersion, kind, metadata, rest));
    return rules.of(TestObjects.ref(object), object);
  }
}
