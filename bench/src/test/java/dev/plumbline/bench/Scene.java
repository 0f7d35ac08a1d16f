package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WebhookCaller;
import java.time.Duration;

/**
 * A namespace for applications and their objects, and a Git host in the bench's own process whose
 * pushes are told by webhook.
 */
record Scene(Cluster cluster, String namespace, GitHost git) implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A new namespace, which the product knows nothing of. */
  static Scene bare(Cluster cluster) {
    String namespace = "bench-" + Stage.random(3);
    create(
        cluster,
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s}
        """
            .formatted(namespace));
    return new Scene(cluster, namespace, GitHost.open());
  }

  /** A new namespace with a webhook. */
  static Scene on(Cluster cluster, Product product) {
    Scene scene = bare(cluster);
    String secret = Stage.random(16);
    create(
        cluster,
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: hook, namespace: %s}
        stringData: {token: %s}
        """
            .formatted(scene.namespace, secret));
    create(
        cluster,
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: WebhookSource
        metadata: {name: hook, namespace: %s}
        spec: {provider: generic-hmac, secretRef: {name: hook}}
        """
            .formatted(scene.namespace));
    ObjectRef source =
        ObjectRef.of("plumbline.dev/v1alpha1", "WebhookSource", scene.namespace, "hook");
    Waiting.until(
        PATIENCE,
        () -> "the webhook has no path",
        () -> cluster.get(source).at("/status/webhookPath").isTextual());
    String path = cluster.get(source).at("/status/webhookPath").asText();
    scene.git.tells(
        new WebhookCaller(product.http().resolve(path), WebhookCaller.Provider.GENERIC, secret));
    return scene;
  }

  /** An application that prunes and heals. */
  ObjectNode application(String name, String repository, String path) {
    return Cluster.parse(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: Application
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          source: {repoURL: "%3$s", targetRevision: main, path: "%4$s"}
          destination: {namespace: %2$s}
          syncPolicy: {automated: {prune: true, selfHeal: true}}
        """
            .formatted(name, namespace, repository, path));
  }

  /** An application that tells drift and leaves it. */
  ObjectNode watched(String name, String repository, String path) {
    ObjectNode application = application(name, repository, path);
    application.withObject("/spec/syncPolicy/automated").put("selfHeal", false);
    return application;
  }

  /** An application that is rendered and compared, and synced by nobody. */
  ObjectNode observed(String name, String repository, String path) {
    ObjectNode application = application(name, repository, path);
    application.withObject("/spec").remove("syncPolicy");
    return application;
  }

  /** Where a kind's objects are. */
  String collection(String group, String version, String plural) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return root + "/namespaces/" + namespace + "/" + plural;
  }

  String applications() {
    return collection(ResourceKind.GROUP, ResourceKind.VERSION, ResourceKind.APPLICATION.plural());
  }

  /** Leaves nothing on a cluster that is named; a sandbox goes as a whole. */
  @Override
  public void close() {
    git.close();
    if (TestCluster.named() != null) {
      cluster.call("DELETE", applications(), "application/json", "{}").object();
      ObjectRef self = ObjectRef.of("v1", "Namespace", "", namespace);
      cluster.delete(self);
      Waiting.until(
          PATIENCE, () -> "still there: " + namespace, () -> cluster.find(self).isEmpty());
    }
  }

  private static void create(Cluster cluster, String yaml) {
    cluster.create(Cluster.parse(yaml)).object();
  }
}
