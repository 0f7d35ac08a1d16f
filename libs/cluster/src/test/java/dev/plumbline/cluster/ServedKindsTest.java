package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ScriptedServer.Reply;
import dev.plumbline.cluster.ScriptedServer.Script;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServedKindsTest {

  private static final Map<String, Reply> PLAIN =
      Map.of(
          "/api", Reply.of(200, "{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}"),
          "/api/v1", resources("pods", "Pod", true),
          "/apis",
              Reply.of(
                  200,
                  """
                  {"kind": "APIGroupList", "groups": [
                    {"name": "example.com", "preferredVersion": {"version": "v2"},
                     "versions": [{"version": "v1"}, {"version": "v2"}]},
                    {"name": "metrics.k8s.io", "versions": [{"version": "v1"}]}]}
                  """),
          "/apis/example.com/v1",
              Reply.of(
                  200,
                  """
                  {"resources": [
                    {"name": "widgets", "kind": "Widget", "namespaced": true, "verbs": ["list"]},
                    {"name": "olds", "kind": "Old", "namespaced": false, "verbs": ["list"]},
                    {"name": "widgets/scale", "kind": "Scale", "namespaced": true}]}
                  """),
          "/apis/example.com/v2", resources("widgets", "Widget", true),
          "/apis/metrics.k8s.io/v1", Reply.of(503, "service unavailable"));

  private static final Map<String, Reply> AGGREGATED =
      Map.of(
          "/api",
          Reply.of(
              200,
              """
              {"kind": "APIGroupDiscoveryList", "items": [{"metadata": {}, "versions": [
                {"version": "v1", "resources": [
                  {"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced",
                   "verbs": ["list", "watch"],
                   "subresources": [{"subresource": "eviction", "responseKind": {"kind": "Eviction"}}]}]}]}]}
              """),
          "/apis",
          Reply.of(
              200,
              """
              {"kind": "APIGroupDiscoveryList", "items": [
                {"metadata": {"name": "example.com"}, "versions": [
                  {"version": "v2", "resources": [
                    {"resource": "widgets", "responseKind": {"kind": "Widget"}, "scope": "Namespaced",
                     "verbs": ["list"]}]},
                  {"version": "v1", "resources": [
                    {"resource": "widgets", "responseKind": {"kind": "Widget"}, "scope": "Namespaced",
                     "verbs": ["list"]},
                    {"resource": "olds", "responseKind": {"kind": "Old"}, "scope": "Cluster",
                     "verbs": ["list"]}]}]},
                {"metadata": {"name": "metrics.k8s.io"}, "versions": [
                  {"version": "v1", "freshness": "Stale"}]}]}
              """));

  private static Reply resources(String plural, String kind, boolean namespaced) {
    return Reply.of(
        200,
        "{\"resources\": [{\"name\": \"%s\", \"kind\": \"%s\", \"namespaced\": %s, \"verbs\": [\"list\", \"watch\"]}]}"
            .formatted(plural, kind, namespaced));
  }

  private static ServedKinds kinds(Script script) throws ClusterException {
    try (ScriptedServer server = new ScriptedServer(script);
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      return client.kinds();
    }
  }

  private static void hasEachKindOnceInThePreferredVersion(ServedKinds kinds) {
    assertThat(kinds.kinds())
        .extracting(ApiResource::apiVersion, ApiResource::kind, ApiResource::namespaced)
        .containsExactly(
            tuple("v1", "Pod", true),
            tuple("example.com/v2", "Widget", true),
            tuple("example.com/v1", "Old", false));
    assertThat(kinds.kinds().get(0).watchable()).isTrue();
    assertThat(kinds.silent()).containsExactly("metrics.k8s.io/v1");
  }

  @Test
  void readsGroupVersionByGroupVersionWhatOlderServersServe() throws Exception {
    hasEachKindOnceInThePreferredVersion(
        kinds((path, n) -> PLAIN.getOrDefault(path, Reply.of(404, "{}"))));
  }

  @Test
  void readsWhatServersTellAtOnce() throws Exception {
    hasEachKindOnceInThePreferredVersion(
        kinds((path, n) -> AGGREGATED.getOrDefault(path, Reply.of(404, "{}"))));
  }

  @Test
  void whoMayNotAskIsToldSo() {
    ClusterException refused =
        catchThrowableOfType(ClusterException.class, () -> kinds((path, n) -> Reply.of(403, "{}")));

    assertThat(refused.reason()).isEqualTo(Reason.FORBIDDEN);
  }
}
