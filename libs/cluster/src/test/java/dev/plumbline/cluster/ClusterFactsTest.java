package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import dev.plumbline.cluster.ScriptedServer.Script;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterFactsTest {

  private static final Reply VERSION = Reply.of(200, "{\"gitVersion\": \"v1.36.3\"}");

  /** What servers answer that know no aggregated discovery. */
  private static final Map<String, Reply> PLAIN =
      Map.of(
          "/version", VERSION,
          "/api", Reply.of(200, "{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}"),
          "/api/v1",
              resources(
                  "{\"name\": \"pods\", \"kind\": \"Pod\"}, {\"name\": \"x\", \"kind\": \"\"}"),
          "/apis",
              Reply.of(
                  200,
                  """
                  {"kind": "APIGroupList", "groups": [
                    {"name": "apps", "versions": [{"groupVersion": "apps/v1", "version": "v1"}]},
                    {"name": "metrics.k8s.io",
                     "versions": [{"groupVersion": "metrics.k8s.io/v1", "version": "v1"}]}]}
                  """),
          "/apis/apps/v1",
              resources(
                  "{\"name\": \"deployments\", \"kind\": \"Deployment\"},"
                      + " {\"name\": \"deployments/scale\", \"kind\": \"Scale\"}"),
          "/apis/metrics.k8s.io/v1", Reply.of(503, "service unavailable"));

  private static Reply resources(String list) {
    return Reply.of(200, "{\"resources\": [" + list + "]}");
  }

  private static ClusterFacts facts(Script script) throws ClusterException {
    try (ScriptedServer server = new ScriptedServer(script);
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      return client.facts();
    }
  }

  @Test
  void tellsWhatARunningClusterServes() throws Exception {
    try (TestCluster cluster = TestCluster.start()) {
      ClusterFacts facts = cluster.client().facts();

      assertThat(facts.kubeVersion()).matches("v1\\.\\d+\\.\\d+.*");
      assertThat(facts.apiVersions())
          .contains("v1", "v1/Pod", "v1/Eviction", "apps/v1", "apps/v1/Deployment", "apps/v1/Scale")
          .contains("rbac.authorization.k8s.io/v1/ClusterRole", "batch/v1/CronJob")
          .doesNotContain("apps/v1/Pod", "apps/v1/")
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void readsAggregatedDiscoveryInThreeRequestsAndLeavesOutTheKindsOfAnApiThatIsDown()
      throws Exception {
    Map<String, Reply> answers =
        Map.of(
            "/version",
            VERSION,
            "/api",
            Reply.of(
                200,
                """
                {"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
                  {"version": "v1", "freshness": "Current", "resources": [
                    {"resource": "pods", "responseKind": {"group": "", "version": "v1", "kind": "Pod"},
                     "subresources": [
                       {"subresource": "eviction", "responseKind": {"group": "policy", "kind": "Eviction"}},
                       {"subresource": "exec", "responseKind": null}]}]}]}]}
                """),
            "/apis",
            Reply.of(
                200,
                """
                {"kind": "APIGroupDiscoveryList", "items": [
                  {"metadata": {"name": "metrics.k8s.io"}, "versions": [
                    {"version": "v1beta1", "freshness": "Stale", "resources": [
                      {"resource": "pods", "responseKind": {"kind": "PodMetrics"}}]}]},
                  {"metadata": {"name": "apps"}, "versions": [
                    {"version": "v1", "resources": [
                      {"resource": "deployments", "responseKind": {"kind": "Deployment"}}]}]}]}
                """));

    ClusterFacts facts = facts((path, n) -> n < 3 ? answers.get(path) : Reply.of(500, ""));

    assertThat(facts.kubeVersion()).isEqualTo("v1.36.3");
    assertThat(facts.apiVersions())
        .containsExactly(
            "apps/v1",
            "apps/v1/Deployment",
            "metrics.k8s.io/v1beta1",
            "v1",
            "v1/Eviction",
            "v1/Pod");
  }

  @Test
  void readsVersionByVersionWhereNothingIsAggregated() throws Exception {
    ClusterFacts facts = facts((path, n) -> PLAIN.get(path));

    assertThat(facts.apiVersions())
        .containsExactly(
            "apps/v1", "apps/v1/Deployment", "apps/v1/Scale", "metrics.k8s.io/v1", "v1", "v1/Pod");
  }

  @Test
  void aListThatIsCutShortByTheWholeServerIsNoList() {
    ClusterException refused =
        catchThrowableOfType(
            ClusterException.class,
            () ->
                facts(
                    (path, n) ->
                        path.equals("/apis/apps/v1") ? Reply.of(429, "{}") : PLAIN.get(path)));

    assertThat(refused.reason()).isEqualTo(Reason.TOO_MANY_REQUESTS);
  }
}
