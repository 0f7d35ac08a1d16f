package dev.plumbline.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cluster that tests run against: the one that the system property {@code plumbline.kubeconfig}
 * names, else a sandbox. Each has a namespace of its own.
 */
public final class TestCluster implements AutoCloseable {

  private static final YAMLMapper YAML = new YAMLMapper();

  private final Sandbox sandbox;
  private final String kubeconfig;
  private final ClusterClient client;
  private final String namespace;

  private TestCluster(Sandbox sandbox, String kubeconfig, String namespace) {
    this.sandbox = sandbox;
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
    this.client = ClusterClient.of("test", open(new VertxHttpClientFactory()));
  }

  public static TestCluster start() {
    String namespace = "test-" + Long.toString(System.nanoTime(), 36);
    String named = System.getProperty("plumbline.kubeconfig", "");
    try {
      Sandbox sandbox = named.isEmpty() ? Sandbox.builder().start() : null;
      TestCluster cluster =
          new TestCluster(
              sandbox,
              sandbox == null ? Files.readString(Path.of(named)) : sandbox.kubeconfigYaml(),
              namespace);
      cluster.client.create(
          new ObjectRef("", "v1", "Namespace", "", namespace),
          yaml("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(namespace)));
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClusterException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client of fabric8's on the given HTTP implementation. */
  public KubernetesClient open(HttpClient.Factory factory) {
    return ApiClients.builder(Config.fromKubeconfig(kubeconfig))
        .withHttpClientFactory(factory)
        .build();
  }

  public ClusterClient client() {
    return client;
  }

  /** Whether it is not the sandbox. */
  public boolean isReal() {
    return sandbox == null;
  }

  public String namespace() {
    return namespace;
  }

  /** The reference of a manifest, in this cluster's namespace. */
  public ObjectRef ref(ObjectNode manifest) {
    return ObjectRef.of(
        manifest.path("apiVersion").asText(),
        manifest.path("kind").asText(),
        namespace,
        manifest.path("metadata").path("name").asText());
  }

  public static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) Json.mapper().readTree(YAML.readTree(text).toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    if (sandbox != null) {
      sandbox.close();
    }
  }
}
