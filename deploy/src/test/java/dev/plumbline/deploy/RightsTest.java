package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicAccess;
import dev.plumbline.contracts.resources.FollowedResources;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart lets each service do, in Kafka and on the API server. */
class RightsTest {

  @Test
  void aUserOfStrimziMayDoWhatItsServiceDoesAndNoMore() {
    List<Manifest> rendered = Chart.render("kafka: {strimzi: {enabled: true}}");

    for (TopicAccess access : TopicAccess.all()) {
      JsonNode acls =
          Chart.the(rendered, "KafkaUser", "plumbline-" + access.service())
              .object()
              .at("/spec/authorization/acls");
      assertThat(granted(acls, "topic", "Read")).isEqualTo(names(access.reads()));
      assertThat(granted(acls, "topic", "Write")).isEqualTo(names(access.writes()));
      assertThat(granted(acls, "topic", "Describe"))
          .isEqualTo(names(Arrays.asList(Topic.values())));
      assertThat(granted(acls, "group", "Read")).isEqualTo(access.groups().keySet());
      assertThat(granted(acls, "transactionalId", "Write"))
          .isEqualTo(
              access.groups().keySet().stream()
                  .map(group -> group + "-")
                  .collect(Collectors.toSet()));
      assertThat(acls.toString()).doesNotContain("Create", "Delete", "Alter", "All\"");
    }
  }

  @Test
  void aServiceFollowsTheResourcesThatItIsConfiguredByAndNoOthers() {
    List<Manifest> rendered = Chart.render("");

    for (TopicAccess access : TopicAccess.all()) {
      Set<String> followed = new LinkedHashSet<>();
      JsonNode rules =
          Chart.the(rendered, "ClusterRole", "plumbline-" + access.service())
              .object()
              .path("rules");
      for (JsonNode rule : rules) {
        if (rule.at("/apiGroups/0").asText().equals(ResourceKind.GROUP)
            && rule.path("verbs").toString().contains("watch")) {
          rule.path("resources").forEach(resource -> followed.add(resource.asText()));
        }
      }
      assertThat(followed)
          .as(access.service())
          .isEqualTo(
              FollowedResources.of(access.service()).stream()
                  .map(ResourceKind::plural)
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void theApplierCanBeHeldToSomeNamespacesAndKinds() {
    List<Manifest> rendered =
        Chart.render(
            """
            rbac:
              managed:
                namespaces: [shop, blog]
                rules: [{apiGroups: [apps], resources: [deployments]}]
              secretNamespaces: [shop]
            """);

    assertThat(Chart.the(rendered, "ClusterRole", "plumbline-applier").text())
        .doesNotContain("\"*\"", "delete]", "resources: [namespaces]");
    assertThat(rendered)
        .filteredOn(manifest -> manifest.id().equals("Role plumbline-applier-managed"))
        .extracting(manifest -> manifest.object().at("/metadata/namespace").asText())
        .containsExactlyInAnyOrder("blog", "shop");
    assertThat(Chart.the(rendered, "Role", "plumbline-applier-managed").text())
        .contains("deployments")
        .doesNotContain("\"*\"");
    assertThat(rendered)
        .filteredOn(manifest -> manifest.kind().equals("ClusterRole"))
        .noneMatch(manifest -> manifest.text().contains("secrets"));
    assertThat(Chart.the(rendered, "Role", "plumbline-renderer-secrets").text())
        .contains("namespace: shop", "verbs: [get]");
  }

  @ParameterizedTest
  @CsvSource({"false,0", "true,1"})
  void rightsToGiveRightsAreAskedFor(boolean asked, int rules) {
    List<Manifest> rendered = Chart.render("rbac: {grantRights: %s}".formatted(asked));

    assertThat(Chart.the(rendered, "ClusterRole", "plumbline-applier").text().split("escalate"))
        .hasSize(1 + rules);
  }

  @ParameterizedTest
  @CsvSource({"false,1", "true,2"})
  void onlyServiceAccountsAreActedForAndOnlyWhereThatIsAskedFor(boolean asked, int parts) {
    List<Manifest> rendered = Chart.render("rbac: {impersonate: %s}".formatted(asked));

    assertThat(rendered)
        .filteredOn(manifest -> manifest.text().contains("impersonate"))
        .hasSize(parts - 1);
    String[] role =
        Chart.the(rendered, "ClusterRole", "plumbline-applier").text().split("impersonate");
    assertThat(role).hasSize(parts);
    if (asked) {
      assertThat(role[0]).endsWith("resources: [serviceaccounts]\n    verbs: [");
    }
  }

  @Test
  void theDriftDetectorMayOnlyTryAndOnlyWhereThatIsAskedFor() {
    List<Manifest> without = Chart.render("");
    List<Manifest> with = Chart.render("rbac: {dryRun: true}");

    assertThat(Chart.the(without, "ClusterRole", "plumbline-drift-detector").text().split("patch"))
        .hasSize(2);
    assertThat(without).noneMatch(manifest -> manifest.kind().startsWith("ValidatingAdmission"));
    assertThat(Chart.the(with, "ClusterRole", "plumbline-drift-detector").text().split("patch"))
        .hasSize(3);
    assertThat(
            Chart.the(with, "ValidatingAdmissionPolicy", "plumbline-drift-detector-only-tries")
                .text())
        .contains("system:serviceaccount:plumbline:plumbline-drift-detector", "request.dryRun");
    assertThat(
            Chart.the(
                    with, "ValidatingAdmissionPolicyBinding", "plumbline-drift-detector-only-tries")
                .text())
        .contains("validationActions: [Deny]");
  }

  /** Comments say why; a rule without one is a right that nobody could account for. */
  @Test
  void everyRuleSaysWhatItIsFor() {
    for (Manifest role :
        Chart.render("").stream().filter(Manifest.of("ClusterRole", "Role")).toList()) {
      String[] lines = role.text().split("\n");
      for (int i = 1; i < lines.length; i++) {
        if (lines[i].startsWith("  - apiGroups:")) {
          assertThat(lines[i - 1].strip()).as("%s, line %d", role.id(), i).startsWith("#");
        }
      }
    }
  }

  private static Set<String> granted(JsonNode acls, String type, String operation) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode acl : acls) {
      boolean has = false;
      for (JsonNode one : acl.path("operations")) {
        has |= one.asText().equals(operation);
      }
      if (has && acl.at("/resource/type").asText().equals(type)) {
        names.add(acl.at("/resource/name").asText());
      }
    }
    return names;
  }

  private static Set<String> names(List<Topic> topics) {
    return topics.stream().map(Topic::baseName).collect(Collectors.toSet());
  }
}
