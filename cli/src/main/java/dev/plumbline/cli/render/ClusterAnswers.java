package dev.plumbline.cli.render;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a render is told by clusters, with the rights of whoever runs the command: Secrets and
 * ConfigMaps of the application's namespace on the control cluster, and what the destination
 * serves.
 *
 * @param namespace of the application
 */
record ClusterAnswers(ClusterClient control, ClusterClient destination, String namespace) {

  /** The answer to a question that is for a cluster. */
  RemoteAnswer get(RemoteName name) {
    try {
      return switch (name.kind()) {
        case SECRET -> values(secret(name.url()));
        case CONFIG_MAP -> values(configMap(name.url()));
        case CLUSTER -> facts(destination.facts());
        default -> scope(name);
      };
    } catch (ClusterException e) {
      return new RemoteAnswer.Failed(
          RenderFailure.passing(
              FailureReason.ClusterUnreachable, name + " cannot be read: " + e.getMessage()));
    }
  }

  /** The decoded values of a Secret; empty if there is none. */
  Optional<Map<String, String>> secret(String name) throws ClusterException {
    return control
        .get(new ObjectRef("", "v1", "Secret", namespace, name))
        .map(
            secret -> {
              Map<String, String> values = new HashMap<>();
              secret
                  .path("data")
                  .properties()
                  .forEach(
                      field ->
                          values.put(
                              field.getKey(),
                              new String(
                                  Base64.getDecoder().decode(field.getValue().asText()),
                                  StandardCharsets.UTF_8)));
              return values;
            });
  }

  private Optional<Map<String, String>> configMap(String name) throws ClusterException {
    return control
        .get(new ObjectRef("", "v1", "ConfigMap", namespace, name))
        .map(
            configMap -> {
              Map<String, String> values = new HashMap<>();
              configMap
                  .path("data")
                  .properties()
                  .forEach(field -> values.put(field.getKey(), field.getValue().asText()));
              return values;
            });
  }

  /** A key of a Secret can be {@code ..}, which is no path. */
  private static RemoteAnswer values(Optional<Map<String, String>> values) {
    Map<String, byte[]> files = new HashMap<>();
    values
        .orElse(Map.of())
        .forEach(
            (key, value) -> {
              if (isPath(key)) {
                files.put(key, value.getBytes(StandardCharsets.UTF_8));
              }
            });
    return new RemoteAnswer.Found(
        new MemoryTree(files),
        values.map(all -> Json.sha256(Json.mapper().valueToTree(all))).orElse(RemoteAnswer.ABSENT));
  }

  private static boolean isPath(String key) {
    try {
      return !TreePath.check(key).isEmpty();
    } catch (GitException e) {
      return false;
    }
  }

  private static RemoteAnswer facts(ClusterFacts facts) {
    return OutsideAnswers.cluster(facts.kubeVersion(), facts.apiVersions());
  }

  /** One that cannot be asked for is unknown, and is no failure. */
  private RemoteAnswer scope(RemoteName name) {
    int slash = name.ref().indexOf('/');
    String scope;
    try {
      scope =
          destination
                  .resolve(name.ref().substring(0, slash), name.ref().substring(slash + 1))
                  .namespaced()
              ? RemoteAnswer.NAMESPACED
              : RemoteAnswer.CLUSTER_SCOPED;
    } catch (ClusterException e) {
      scope = RemoteAnswer.UNKNOWN;
    }
    return new RemoteAnswer.Found(new MemoryTree(Map.of()), scope);
  }
}
