package dev.plumbline.cli.up;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts onto the cluster what the services need to find there. */
final class Bootstrap {

  /** Namespace of the applications that {@code up} makes, where a bare kubectl looks. */
  static final String NAMESPACE = "default";

  /** The sample's webhook source, and the Secret it names. */
  static final String WEBHOOK = "sample";

  private static final String MANAGER = "plumbline-up";

  private final KubernetesClient client;

  Bootstrap(KubernetesClient client) {
    this.client = client;
  }

  /** Installs the custom resource definitions and waits until the server knows them. */
  void installDefinitions() {
    try {
      Definitions.install(client, MANAGER, ResourceKind.values());
    } catch (KubernetesClientException e) {
      throw new UserError(
          "the custom resource definitions cannot be installed: " + e.getMessage(), e);
    }
  }

  /** Opens a route for the sample's webhooks. */
  void applyWebhookSource(String secret) {
    applySecret(WEBHOOK + "-webhook", Map.of("token", secret));
    ObjectNode source = resource(ResourceKind.WEBHOOK_SOURCE, WEBHOOK);
    ObjectNode spec = source.putObject("spec");
    spec.put("provider", "generic-hmac");
    spec.putObject("secretRef").put("name", WEBHOOK + "-webhook");
    apply(source);
  }

  void applySecret(String name, Map<String, String> values) {
    client
        .resource(
            new SecretBuilder()
                .withApiVersion("v1")
                .withKind("Secret")
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withStringData(values)
                .build())
        .fieldManager(MANAGER)
        .forceConflicts()
        .serverSideApply();
  }

  /**
   * Makes an application, or brings its source up to date.
   *
   * @param credentialsSecret Secret with the credentials; null for none
   * @param owned whether its objects go with it when it is deleted
   */
  void applyApplication(
      String name,
      String repoUrl,
      @Nullable String revision,
      @Nullable String path,
      String namespace,
      @Nullable String credentialsSecret,
      boolean owned) {
    ObjectNode application = resource(ResourceKind.APPLICATION, name);
    if (owned) {
      ((ObjectNode) application.get("metadata")).putArray("finalizers").add(Tracking.FINALIZER);
    }
    ObjectNode spec = application.putObject("spec");
    ObjectNode source = spec.putObject("source").put("repoURL", repoUrl);
    if (revision != null) {
      source.put("targetRevision", revision);
    }
    if (path != null) {
      source.put("path", path);
    }
    if (credentialsSecret != null) {
      source.put("credentialsSecret", credentialsSecret);
    }
    spec.putObject("destination").put("namespace", namespace);
    ObjectNode policy = spec.putObject("syncPolicy");
    policy.putObject("automated").put("prune", true).put("selfHeal", true);
    policy.putArray("syncOptions").add("CreateNamespace=true");
    apply(application);
  }

  private static ObjectNode resource(ResourceKind kind, String name) {
    ObjectNode resource = Json.mapper().createObjectNode();
    resource.put("apiVersion", ResourceKind.GROUP + "/" + ResourceKind.VERSION);
    resource.put("kind", kind.kind());
    resource.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
    return resource;
  }

  private void apply(ObjectNode resource) {
    apply(new ByteArrayInputStream(resource.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private void apply(InputStream manifest) {
    HasMetadata item = client.load(manifest).items().get(0);
    try {
      client.resource(item).fieldManager(MANAGER).forceConflicts().serverSideApply();
    } catch (KubernetesClientException e) {
      throw new UserError(
          item.getKind()
              + " "
              + item.getMetadata().getName()
              + " cannot be applied: "
              + e.getMessage(),
          e);
    }
  }
}
