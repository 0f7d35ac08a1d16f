package dev.plumbline.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiClients;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A fresh control cluster for each test. */
abstract class SandboxTest {
  final Sandbox sandbox = Sandbox.builder().start();
  final KubernetesClient kubernetes = clientOf(sandbox.kubeconfigYaml());

  @AfterEach
  void stop() {
    kubernetes.close();
    sandbox.close();
  }

  static KubernetesClient clientOf(String kubeconfig) {
    return ApiClients.builder(Config.fromKubeconfig(kubeconfig)).build();
  }

  void installDefinition(ResourceKind kind) {
    Definitions.install(kubernetes, "test", kind);
  }

  void applySecret(String name, Map<String, String> labels, Map<String, String> values) {
    try (ClusterClient cluster = ClusterClient.of("test", clientOf(sandbox.kubeconfigYaml()))) {
      ObjectNode secret = Json.mapper().createObjectNode();
      secret.put("apiVersion", "v1").put("kind", "Secret");
      secret.putObject("metadata").put("name", name).put("namespace", "default");
      labels.forEach(secret.withObject("/metadata/labels")::put);
      values.forEach(
          (key, value) ->
              secret
                  .withObject("/data")
                  .put(
                      key,
                      Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
      cluster.apply(
          new ObjectRef("", "v1", "Secret", "default", name), secret, "test", true, false);
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }
}
