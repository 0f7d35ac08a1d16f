package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.testkit.Fixtures;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectPolicyTest {

  private static final ObjectRef CONFIG_MAP = ObjectRef.of("v1", "ConfigMap", "team-a", "web");
  private static final ObjectRef ROLE =
      ObjectRef.of("rbac.authorization.k8s.io/v1", "ClusterRole", "", "reader");
  private static final Application.Source SOURCE =
      new Application.Source("https://example.com/org/repo.git", null, null, null, null);
  private static final Place PLACE = new Place("a.yaml", 3);

  @Test
  void onlyTheDefaultProjectMayBeMissing() throws RenderException {
    // given
    Application named = application("shop");
    Application unnamed = application("");

    // then
    RenderFailure failure = failureOf(() -> ProjectPolicy.of(named, Optional.empty()));
    assertThat(failure.reason()).isEqualTo(FailureReason.ProjectNotFound);
    assertThat(failure.message()).contains("'shop'", "namespace ns");
    ProjectPolicy policy = ProjectPolicy.of(unnamed, Optional.empty());
    assertThatCode(
            () -> {
              policy.checkSource(SOURCE, "anywhere/at/all");
              policy.checkObjects(Map.of(ROLE, PLACE));
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "example.com/org/*, true",
    "Example.com/ORG/repo, true",
    "https://example.com/org/repo.git, true",
    "https://example.com/**, true",
    "example.com/*, false",
    "example.com/other/*, false",
    "'{broken', false",
  })
  void repositoriesArePermittedByIdentityOrUrl(String glob, boolean permitted)
      throws RenderException {
    // given
    ProjectPolicy policy = policy("[\"" + glob + "\"]", "[{\"namespace\": \"*\"}]");

    // when
    RenderFailure failure = failureOf(() -> policy.checkSource(SOURCE, "example.com/org/repo"));

    // then
    assertThat(failure == null).isEqualTo(permitted);
    if (failure != null) {
      assertThat(failure.reason()).isEqualTo(FailureReason.NotPermitted);
      assertThat(failure.message()).contains("Project 'shop'", "example.com/org/repo");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "charts.example.com/**, true",
    "charts.example.com/db, true",
    "charts.example.com, true",
    "https://charts.example.com, true",
    "charts.example.com/web, false",
    "other.example.com/**, false",
  })
  void chartsThatChartsDependOnArePermittedAsIfTheyWereSources(String glob, boolean permitted)
      throws RenderException {
    // given
    ProjectPolicy policy = policy("[\"" + glob + "\"]", "[{\"namespace\": \"*\"}]");

    // when
    RenderFailure failure =
        failureOf(
            () -> policy.checkRemote(RemoteName.chart("https://charts.example.com", "db", "^1.2")));

    // then
    assertThat(failure == null).isEqualTo(permitted);
    if (failure != null) {
      assertThat(failure.reason()).isEqualTo(FailureReason.NotPermitted);
      assertThat(failure.message()).contains("Project 'shop'", "add charts.example.com/db");
    }
  }

  @Test
  void anEmptyProjectPermitsNothing() throws RenderException {
    assertThat(failureOf(() -> policy("[]", "[]").checkSource(SOURCE, "example.com/org/repo")))
        .isNotNull();
    assertThat(
            failureOf(() -> policy("[\"*\"]", "[]").checkSource(SOURCE, "example.com/org/repo"))
                .message())
        .contains("cluster in-cluster");
  }

  @ParameterizedTest
  @CsvSource({
    "team-a, true, false",
    "team-*, true, false",
    "*, true, true",
    "other, false, false",
    "'{*}', true, false",
  })
  void clusterWideObjectsNeedTheStar(String namespace, boolean namespaced, boolean clusterWide)
      throws RenderException {
    // given
    ProjectPolicy policy = policy("[\"*\"]", "[{\"namespace\": \"" + namespace + "\"}]");

    // then
    assertThat(failureOf(() -> policy.checkObjects(Map.of(CONFIG_MAP, PLACE))) == null)
        .isEqualTo(namespaced);
    assertThat(failureOf(() -> policy.checkObjects(Map.of(ROLE, PLACE))) == null)
        .isEqualTo(clusterWide);
  }

  @Test
  void aDestinationOfAnotherClusterPermitsNothingHere() throws RenderException {
    // given
    ProjectPolicy policy =
        policy(
            "[\"*\"]",
            "[{\"name\": \"in-*\", \"namespace\": \"x\"}, {\"name\": \"east\", \"namespace\":"
                + " \"*\"}]");

    // when
    RenderFailure failure = failureOf(() -> policy.checkObjects(Map.of(CONFIG_MAP, PLACE)));

    // then
    assertThat(failure.message())
        .isEqualTo(
            "a.yaml:3: ConfigMap team-a/web is in namespace team-a of cluster in-cluster, which"
                + " Project 'shop' does not permit: add it to its spec.destinations");
  }

  @Test
  void kindsAreRefusedWithObjectAndRuleAllOfThemAtOnce() throws RenderException {
    // given
    ProjectPolicy policy =
        ofProject(
            """
            {"sourceRepos": ["*"], "destinations": [{"namespace": "*"}],
             "clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}],
             "namespaceResourceBlacklist": [{"group": "", "kind": "Config*"}]}
            """);

    // when
    RenderFailure failure =
        failureOf(
            () ->
                policy.checkObjects(
                    new TreeMap<>(Map.of(CONFIG_MAP, PLACE, ROLE, new Place("b.yaml", 1)))));

    // then
    assertThat(failure.reason()).isEqualTo(FailureReason.NotPermitted);
    assertThat(failure.errors())
        .extracting(error -> error.file() + ":" + error.line() + ": " + error.message())
        .containsExactly(
            "a.yaml:3: ConfigMap team-a/web is of a kind that Project 'shop' does not permit: its"
                + " spec.namespaceResourceBlacklist names it",
            "b.yaml:1: ClusterRole reader is of a kind that Project 'shop' does not permit: add"
                + " {group: 'rbac.authorization.k8s.io', kind: ClusterRole} to its"
                + " spec.clusterResourceWhitelist");
  }

  @Test
  void aDestinationMayBeNamedByItsServer() throws RenderException {
    // given
    String east = "[{\"server\": \"https://east.example.com\", \"namespace\": \"*\"}]";
    String here = "[{\"server\": \"https://kubernetes.default.svc\", \"namespace\": \"*\"}]";

    // then
    assertThat(
            failureOf(() -> policy("[\"*\"]", east).checkSource(SOURCE, "example.com/org/repo"))
                .message())
        .contains("does not permit the cluster in-cluster");
    assertThat(failureOf(() -> policy("[\"*\"]", east).checkObjects(Map.of(CONFIG_MAP, PLACE))))
        .isNotNull();
    assertThat(failureOf(() -> policy("[\"*\"]", here).checkObjects(Map.of(CONFIG_MAP, PLACE))))
        .isNull();
  }

  private static ProjectPolicy ofProject(String spec) throws RenderException {
    return ProjectPolicy.of(application("shop"), Optional.of(Fixtures.project("ns", "shop", spec)));
  }

  private static ProjectPolicy policy(String repositories, String destinations)
      throws RenderException {
    return ofProject(
        "{\"sourceRepos\": " + repositories + ", \"destinations\": " + destinations + "}");
  }

  private static Application application(String project) {
    ObjectNode spec = Fixtures.spec("https://example.com/org/repo.git", "");
    return Fixtures.application("ns", "web", spec.put("project", project));
  }

  private static RenderFailure failureOf(ThrowingCallable call) {
    RenderException thrown = catchThrowableOfType(RenderException.class, call);
    return thrown == null ? null : thrown.failure();
  }
}
