package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ScriptedServer.Reply;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In whose name requests are made. */
class ImpersonationTest {

  private static final String KINDS =
      "{\"resources\": [{\"name\": \"configmaps\", \"kind\": \"ConfigMap\", \"namespaced\": true}]}";
  private static final String OBJECT =
      "{\"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"c\", \"namespace\": \"shop\"}}";
  private static final ObjectRef REF = ObjectRef.of("v1", "ConfigMap", "shop", "c");
  private static final WriteOptions BY = WriteOptions.by("plumbline");

  @Test
  void everyCallForAnObjectIsMadeInTheAccountsNameAndDiscoveryIsNot() throws Exception {
    try (ScriptedServer server = serving(OBJECT);
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      // given
      ClusterClient account = client.as(Impersonation.serviceAccount("shop", "deployer"));

      // when
      account.get(REF);
      account.apply(REF, object(), BY.forced());
      account.create(REF, object(), BY);
      account.patch(REF, null, PatchType.MERGE, object(), "plumbline");
      account.delete(REF, null, null, Propagation.BACKGROUND);
      client.get(REF);

      // then
      List<Map<String, List<String>>> headers = server.headers();
      assertThat(server.requests().get(0)).isEqualTo("/api/v1");
      assertThat(headers.get(0)).doesNotContainKey("Impersonate-user");
      assertThat(headers.subList(1, 6))
          .allSatisfy(
              each -> {
                assertThat(each.get("Impersonate-user"))
                    .containsExactly("system:serviceaccount:shop:deployer");
                assertThat(each).doesNotContainKey("Impersonate-group");
              });
      assertThat(headers.get(6)).doesNotContainKey("Impersonate-user");
    }
  }

  @Test
  void whoeverIsDoneWithAnAccountLeavesTheClusterOpen() throws Exception {
    try (ScriptedServer server = serving(OBJECT);
        ClusterClient client = server.client(new VertxHttpClientFactory())) {
      // when
      client.as(Impersonation.serviceAccount("shop", "deployer")).close();

      // then
      assertThat(client.get(REF)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "a/b", "A", "a\r\nImpersonate-Group: system:masters"})
  void whatIsNoServiceAccountIsRefused(String name) {
    assertThatThrownBy(() -> Impersonation.serviceAccount("shop", name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Impersonation.serviceAccount(name, "deployer"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ScriptedServer serving(String object) {
    return new ScriptedServer((path, n) -> Reply.of(200, path.equals("/api/v1") ? KINDS : object));
  }

  private static ObjectNode object() throws Exception {
    return (ObjectNode) Json.mapper().readTree(OBJECT);
  }
}
