package dev.plumbline.webhookingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.contracts.resources.SecretKeyRef;
import dev.plumbline.contracts.resources.WebhookSource;
import dev.plumbline.webhookingest.provider.Providers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookSourcesTest {

  private final FakeCluster cluster = new FakeCluster();
  private final OpenRoutes routes = new OpenRoutes();
  private final WebhookSources sources =
      new WebhookSources(
          cluster,
          routes,
          Providers.builtIn(),
          Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC));

  @Test
  void aUsableSourceHasARouteAndSaysWhere() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));

    // when
    sources.refresh(source("github"));

    // then
    assertThat(routes.find(token("s3cret"))).isPresent();
    assertThat(cluster.status().path("webhookPath").asText())
        .isEqualTo(HookRoute.path(meta(), "s3cret"))
        .matches("/hooks/[0-9a-f]{64}");
    assertThat(cluster.ready()).isEqualTo("True RouteOpen");
  }

  @Test
  void aSourceWithoutItsSecretRefusesAndSaysWhy() {
    // when / then
    sources.refresh(source("github"));
    assertThat(cluster.ready()).isEqualTo("False SecretNotFound");

    cluster.secrets.put("ns/secret", Map.of("other", "x"));
    sources.refresh(source("github"));
    assertThat(cluster.ready()).isEqualTo("False KeyNotFound");

    cluster.secrets.put("ns/secret", Map.of("token", ""));
    sources.refresh(source("github"));
    assertThat(cluster.ready()).isEqualTo("False SecretEmpty");

    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));
    sources.refresh(source("gitweb"));
    assertThat(cluster.ready()).isEqualTo("False UnknownProvider");
    assertThat(routes.find(token("s3cret"))).isEmpty();
    assertThat(cluster.status().has("webhookPath")).isFalse();
  }

  @Test
  void aRotatedSecretMovesTheRoute() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "old"));
    sources.refresh(source("github"));

    // when
    cluster.secrets.put("ns/secret", Map.of("token", "new"));
    sources.refresh(source("github"));

    // then
    assertThat(routes.find(token("old"))).isEmpty();
    assertThat(routes.find(token("new"))).isPresent();
    assertThat(cluster.status().path("webhookPath").asText())
        .isEqualTo(HookRoute.path(meta(), "new"));
  }

  @Test
  void aSecretThatIsRemovedClosesTheRoute() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));
    sources.refresh(source("github"));

    // when
    cluster.secrets.clear();
    sources.refresh(source("github"));

    // then
    assertThat(routes.find(token("s3cret"))).isEmpty();
  }

  @Test
  void whileTheApiServerDoesNotAnswerTheRouteStays() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));
    sources.refresh(source("github"));

    // when
    cluster.away = true;
    sources.refresh(source("github"));

    // then
    assertThat(routes.find(token("s3cret"))).isPresent();
  }

  @Test
  void theStatusIsWrittenOnlyWhenItChanges() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));
    sources.refresh(source("github"));

    // when
    sources.refresh(source("github"));
    new WebhookSources(cluster, routes, Providers.builtIn(), Clock.systemUTC())
        .refresh(source("github"));

    // then
    assertThat(cluster.patches).hasSize(1);
  }

  @Test
  void aSourceThatIsGoneHasNoRoute() {
    // given
    cluster.secrets.put("ns/secret", Map.of("token", "s3cret"));
    sources.refresh(source("github"));

    // when
    sources.forget(source("github"));

    // then
    assertThat(routes.find(token("s3cret"))).isEmpty();
  }

  @Test
  void theTokenDependsOnSecretNamespaceNameAndUid() {
    // given
    List<String> tokens =
        List.of(
            HookRoute.token(meta("ns", "hook", "u1"), "s3cret"),
            HookRoute.token(meta("ns", "hook", "u1"), "s3cret2"),
            HookRoute.token(meta("ns2", "hook", "u1"), "s3cret"),
            HookRoute.token(meta("ns", "hook2", "u1"), "s3cret"),
            HookRoute.token(meta("ns", "hook", "u2"), "s3cret"));

    // then
    assertThat(tokens).doesNotHaveDuplicates();
    assertThat(HookRoute.token(meta("ns", "hook", "u1"), "s3cret")).isEqualTo(tokens.get(0));
  }

  private static String token(String secret) {
    return HookRoute.token(meta(), secret);
  }

  private static WebhookSource source(String provider) {
    return new WebhookSource(
        meta(), new WebhookSource.Spec(provider, new SecretKeyRef("secret", null), null));
  }

  private static ResourceMeta meta() {
    return meta("ns", "hook", "uid-1");
  }

  private static ResourceMeta meta(String namespace, String name, String uid) {
    return new ResourceMeta(namespace, name, uid, 3, Map.of(), Map.of(), List.of(), null, null);
  }

  /** One source on a cluster, with Secrets. */
  private static final class FakeCluster implements WebhookSources.Cluster {
    private final Map<String, Map<String, String>> secrets = new HashMap<>();
    private final List<ObjectNode> patches = new ArrayList<>();
    private final ObjectNode live = JsonNodeFactory.instance.objectNode();
    private boolean away;

    FakeCluster() {
      live.putObject("metadata").put("generation", 3);
    }

    @Override
    public Optional<Map<String, String>> secret(String namespace, String name)
        throws ClusterException {
      if (away) {
        throw new ClusterException(ClusterException.Reason.UNREACHABLE, 0, "away");
      }
      return Optional.ofNullable(secrets.get(namespace + "/" + name));
    }

    @Override
    public Optional<ObjectNode> source(ResourceMeta source) {
      return Optional.of(live.deepCopy());
    }

    @Override
    public void patchStatus(ResourceMeta source, ObjectNode patch) {
      patches.add(patch);
      ObjectNode status = live.withObject("/status");
      patch
          .path("status")
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isNull()) {
                  status.remove(field.getKey());
                } else {
                  status.set(field.getKey(), field.getValue());
                }
              });
    }

    ObjectNode status() {
      return live.withObject("/status");
    }

    String ready() {
      var condition = status().path("conditions").path(0);
      return condition.path("status").asText() + " " + condition.path("reason").asText();
    }
  }
}
