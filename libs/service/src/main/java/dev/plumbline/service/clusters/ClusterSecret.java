package dev.plumbline.service.clusters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.RequestLimits;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.contracts.resources.ServerUrl;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Secret that names a cluster, as it was read.
 *
 * @param secret the Secret's name
 * @param name the cluster's
 * @param server URL of its API server; empty while that cannot be told
 * @param access how to reach it; null when it is refused, and of the cluster that Plumbline runs on
 * @param refusal what is wrong with it; empty for nothing
 */
public record ClusterSecret(
    String secret,
    String name,
    String server,
    @Nullable ClusterAccess access,
    ClusterGrant grant,
    RequestLimits limits,
    String refusal) {

  /** The label of both kinds of Secrets that name clusters. */
  public enum Form {
    /** A kubeconfig under the key of that name. */
    KUBECONFIG("plumbline.dev/secret-type", "=cluster"),
    /** Argo CD's. */
    ARGO_CD("argocd.argoproj.io/secret-type", "=cluster"),
    /** A kubeconfig, where the label is the cluster's name. */
    LABELLED("plumbline.dev/cluster", "");

    private final String label;
    private final String value;

    Form(String label, String value) {
      this.label = label;
      this.value = value;
    }

    /** Selects them. */
    public String selector() {
      return label + value;
    }
  }

  private static final String KUBECONFIG = "kubeconfig";
  private static final int MAX_BYTES = 256 * 1024;
  private static final String ANNOTATION = "plumbline.dev/";

  /**
   * Reads a Secret; what is wrong with it is told by {@link #refusal()}, without its values.
   *
   * @param limits what holds unless its annotations say otherwise
   */
  public static ClusterSecret of(ObjectNode object, Form form, RequestLimits limits) {
    JsonNode metadata = object.path("metadata");
    String secret = metadata.path("name").asText();
    String label = metadata.path("labels").path(Form.LABELLED.label).asText("");
    String name = value(object, "name").orElse(label.isEmpty() ? secret : label);
    String server =
        form == Form.ARGO_CD ? ServerUrl.normal(value(object, "server").orElse("")) : "";
    try {
      if (form == Form.ARGO_CD && server.equals(ServerUrl.OWN)) {
        return own(secret, name, grant(object), limits);
      }
      if (name.equals(Destination.IN_CLUSTER)) {
        throw new RefusedSecretException(
            "'in-cluster' is the cluster that Plumbline runs on; give it another name");
      }
      ClusterAccess access = access(object, form);
      return new ClusterSecret(
          secret,
          name,
          access.server(),
          access,
          grant(object),
          limits(metadata.path("annotations"), limits),
          "");
    } catch (RefusedSecretException e) {
      return new ClusterSecret(
          secret, name, server, null, ClusterGrant.ALL, limits, e.getMessage());
    }
  }

  private static ClusterSecret own(
      String secret, String name, ClusterGrant grant, RequestLimits limits) {
    return new ClusterSecret(secret, name, ServerUrl.OWN, null, grant, limits, "");
  }

  private static ClusterAccess access(ObjectNode object, Form form) throws RefusedSecretException {
    if (form == Form.ARGO_CD) {
      String server =
          value(object, "server")
              .orElseThrow(() -> new RefusedSecretException("it has no key server"));
      return ArgoCdConfig.parse(server, bounded(object, "config"));
    }
    if (!object.path("data").has(KUBECONFIG)) {
      throw new RefusedSecretException("it has no key kubeconfig");
    }
    try {
      return Kubeconfig.parse(bounded(object, KUBECONFIG));
    } catch (RefusedSecretException e) {
      throw new RefusedSecretException("its kubeconfig: " + e.getMessage());
    }
  }

  private static String bounded(ObjectNode object, String key) throws RefusedSecretException {
    String text = value(object, key).orElse("");
    if (text.length() > MAX_BYTES) {
      throw new RefusedSecretException(key + " is larger than " + MAX_BYTES + " bytes");
    }
    return text;
  }

  private static ClusterGrant grant(ObjectNode object) {
    Set<String> namespaces =
        Arrays.stream(value(object, "namespaces").orElse("").split(",", -1))
            .map(String::strip)
            .filter(namespace -> !namespace.isEmpty())
            .collect(Collectors.toSet());
    return new ClusterGrant(
        value(object, "project").orElse(""),
        namespaces,
        value(object, "clusterResources").filter("true"::equals).isPresent());
  }

  private static RequestLimits limits(JsonNode annotations, RequestLimits otherwise)
      throws RefusedSecretException {
    return new RequestLimits(
        number(annotations, "requests-in-flight", otherwise.inFlight(), 1),
        number(annotations, "qps", otherwise.perSecond(), 0),
        number(annotations, "burst", otherwise.burst(), 1));
  }

  private static int number(JsonNode annotations, String name, int otherwise, int least)
      throws RefusedSecretException {
    String text = annotations.path(ANNOTATION + name).asText("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= least) {
      return Integer.parseInt(text);
    }
    throw new RefusedSecretException(
        "annotation " + ANNOTATION + name + ": expected a whole number of at least " + least);
  }

  private static Optional<String> value(ObjectNode object, String key) {
    JsonNode encoded = object.path("data").path(key);
    if (!encoded.isTextual()) {
      return Optional.empty();
    }
    try {
      String text =
          new String(Base64.getDecoder().decode(encoded.textValue()), StandardCharsets.UTF_8);
      return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is the cluster that Plumbline runs on, under another name. */
  public boolean isOwn() {
    return server.equals(ServerUrl.OWN);
  }

  /** Whether it names the cluster of that name or URL. */
  boolean claims(String text) {
    return name.equals(text) || (!server.isEmpty() && server.equals(text));
  }

  /** Whether a client of the other one goes on with this one. */
  public boolean continues(ClusterSecret other) {
    return name.equals(other.name) && server.equals(other.server);
  }
}
