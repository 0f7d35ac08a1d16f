package dev.plumbline.cluster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.contracts.resources.Project;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectRulesTest {

  private static final ObjectRef MAP = ObjectRef.of("v1", "ConfigMap", "team-a", "web");
  private static final ObjectRef ROLE =
      ObjectRef.of("rbac.authorization.k8s.io/v1", "ClusterRole", "", "reader");
  private static final Destination HERE = new Destination(null, null, null);
  private static final String ANYWHERE = "destinations: [{namespace: '*'}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{namespace: team-a}                                              | true",
        "{namespace: 'team-*'}                                            | true",
        "{namespace: '{broken'}                                           | false",
        "{namespace: other}                                               | false",
        "{name: in-cluster, namespace: team-a}                            | true",
        "{name: east, namespace: team-a}                                  | false",
        "{server: 'https://kubernetes.default.svc/', namespace: team-a}   | true",
        "{server: 'https://east.example.com', namespace: team-a}          | false",
        "{server: '*', namespace: team-a}                                 | true",
        "{name: in-cluster, server: 'https://x', namespace: team-a}       | false",
      })
  void objectsGoWhereADestinationPermitsThem(String destination, boolean permitted) {
    // when
    Optional<String> violation = of("destinations: [" + destination + "]", HERE, MAP);

    // then
    assertThat(violation.isEmpty()).isEqualTo(permitted);
    if (!permitted) {
      assertThat(violation)
          .contains(
              "ConfigMap team-a/web is in namespace team-a of cluster in-cluster, which Project"
                  + " 'shop' does not permit: add it to its spec.destinations");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "destinations: []                                  | false",
        "dependencyNamespaces: []                          | false",
        "dependencyNamespaces: [infra]                     | true",
        "dependencyNamespaces: ['infra-*']                 | false",
        "dependencyNamespaces: [other, '*']                | true",
        "dependencyNamespaces: ['{broken']                 | false",
      })
  void applicationsMayBeWaitedForWhereTheProjectNamesTheirNamespace(String spec, boolean permitted)
      throws JsonProcessingException {
    Optional<String> violation = ProjectRules.dependencyViolation(project(spec), "infra");

    assertThat(violation.isEmpty()).isEqualTo(permitted);
    if (!permitted) {
      assertThat(violation)
          .contains(
              "is in namespace infra, whose applications Project 'shop' does not let others wait"
                  + " for: add it to its spec.dependencyNamespaces");
    }
    assertThat(ProjectRules.dependencyViolation(project(spec), "ns")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'https://east.example.com:443' | true",
        "'https://*.example.com'        | true",
        "'https://west.example.com'     | false",
      })
  void clustersThatAreCalledByTheirServerArePermittedByIt(String server, boolean permitted) {
    // given
    Destination east = new Destination(null, "https://EAST.example.com/", null);

    // then
    assertThat(of("destinations: [{server: " + server + ", namespace: '*'}]", east, MAP).isEmpty())
        .isEqualTo(permitted);
  }

  @Test
  void aServerThatStandsBesideANameIsNotWhereItGoes() {
    // given
    Destination both = new Destination("prod", "https://east.example.com", null);

    // then
    assertThat(of("destinations: [{server: 'https://east.*', namespace: '*'}]", both, MAP))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                                        | true",
        "namespaceResourceWhitelist: [{group: '', kind: ConfigMap}]              | true",
        "namespaceResourceWhitelist: [{group: '*', kind: '*'}]                   | true",
        "namespaceResourceWhitelist: [{group: apps, kind: '*'}]                  | false",
        "namespaceResourceWhitelist: []                                          | false",
        "namespaceResourceBlacklist: [{group: '', kind: 'Config*'}]              | false",
        "namespaceResourceBlacklist: [{group: '', kind: Secret}]                 | true",
        "namespaceResourceBlacklist: [{group: '', kind: '{broken'}]              | false",
        "namespaceResourceWhitelist: [{group: '', kind: '{broken'}]              | false",
        "clusterResourceBlacklist: [{group: '*', kind: '*'}]                     | true",
      })
  void kindsInNamespacesArePermittedUnlessAListSaysOtherwise(String lists, boolean permitted) {
    assertThat(of(ANYWHERE + "\n" + (lists == null ? "" : lists), HERE, MAP).isEmpty())
        .isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'*'    |                                                                     | true",
        "team-a |                                                                     | false",
        "'{*}'  |                                                                     | false",
        "team-a | clusterResourceWhitelist: [{group: 'rbac*', kind: ClusterRole}]     | true",
        "'*'    | clusterResourceWhitelist: [{group: '', kind: Namespace}]            | false",
        "'*'    | clusterResourceWhitelist: []                                        | false",
        "'*'    | clusterResourceBlacklist: [{group: '*', kind: ClusterRole}]         | false",
        "'*'    | namespaceResourceBlacklist: [{group: '*', kind: '*'}]               | true",
      })
  void whatBelongsToTheWholeClusterNeedsTheStarOrTheList(
      String namespace, String lists, boolean permitted) {
    // given
    String spec =
        "destinations: [{namespace: '" + namespace + "'}]\n" + (lists == null ? "" : lists);

    // then
    assertThat(of(spec, HERE, ROLE).isEmpty()).isEqualTo(permitted);
  }

  @Test
  void aListOfKindsPermitsNoOtherCluster() {
    assertThat(
            of(
                "destinations: [{name: east, namespace: '*'}]\n"
                    + "clusterResourceWhitelist: [{group: '*', kind: '*'}]",
                HERE,
                ROLE))
        .isPresent();
  }

  @Test
  void ruleAndObjectAreNamed() {
    assertThat(of(ANYWHERE + "\nnamespaceResourceWhitelist: []", HERE, MAP))
        .contains(
            "ConfigMap team-a/web is of a kind that Project 'shop' does not permit: add {group:"
                + " '', kind: ConfigMap} to its spec.namespaceResourceWhitelist");
    assertThat(
            of(
                ANYWHERE + "\nclusterResourceBlacklist: [{group: '*', kind: ClusterRole}]",
                HERE,
                ROLE))
        .contains(
            "ClusterRole reader is of a kind that Project 'shop' does not permit: its"
                + " spec.clusterResourceBlacklist names it");
  }

  private static Optional<String> of(String spec, Destination destination, ObjectRef ref) {
    return ProjectRules.violation(project(spec), destination, ref, !ref.namespace().isEmpty());
  }

  private static Project project(String spec) {
    try {
      String yaml = "metadata: {namespace: ns, name: shop}\nspec:\n  " + spec.replace("\n", "\n  ");
      return Json.mapper().treeToValue(new YAMLMapper().readTree(yaml), Project.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
