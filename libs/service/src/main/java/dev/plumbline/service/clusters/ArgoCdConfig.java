package dev.plumbline.service.clusters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.ServerUrl;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The keys {@code server} and {@code config} of Argo CD's cluster Secrets. Credentials that a
 * program has to fetch are refused by name.
 */
final class ArgoCdConfig {

  private static final Map<String, String> REFUSED =
      Map.of(
          "execProviderConfig",
          "runs a program; give bearerToken or a client certificate",
          "awsAuthConfig",
          "runs a program; give the bearerToken of a service account on the cluster",
          "serverName",
          "is not supported; server must have a name that the certificate has");

  private static final Set<String> KNOWN =
      Set.of(
          "username",
          "password",
          "bearerToken",
          "tlsClientConfig",
          "disableCompression",
          "proxyUrl");

  private static final Set<String> KNOWN_OF_TLS =
      Set.of("insecure", "caData", "certData", "keyData");

  private ArgoCdConfig() {}

  /** Reads them; none of their values is in any message. */
  static ClusterAccess parse(String server, String config) throws RefusedSecretException {
    JsonNode root = tree(config);
    JsonNode tls = root.path("tlsClientConfig");
    check(root, "config.", KNOWN);
    check(tls, "config.tlsClientConfig.", KNOWN_OF_TLS);
    return new ClusterAccess(
            ServerUrl.normal(server),
            Kubeconfig.text(tls, "caData"),
            tls.path("insecure").asBoolean(),
            Kubeconfig.text(root, "proxyUrl"),
            Kubeconfig.text(root, "bearerToken"),
            Kubeconfig.text(root, "username"),
            Kubeconfig.text(root, "password"),
            Kubeconfig.text(tls, "certData"),
            Kubeconfig.text(tls, "keyData"))
        .checked(
            new ClusterAccess.FieldNames(
                "server",
                "config.tlsClientConfig.caData",
                "config.tlsClientConfig.insecure",
                "config.proxyUrl",
                "config.tlsClientConfig.certData",
                "config.tlsClientConfig.keyData"));
  }

  private static JsonNode tree(String config) throws RefusedSecretException {
    try {
      JsonNode root = Json.mapper().readTree(config.isBlank() ? "{}" : config);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      // What was read could be a secret: only that it is no JSON is told.
    }
    throw new RefusedSecretException("config: expected a JSON object");
  }

  private static void check(JsonNode object, String where, Set<String> known)
      throws RefusedSecretException {
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!object.path(name).isNull() && !known.contains(name)) {
        throw new RefusedSecretException(
            where + name + ": " + REFUSED.getOrDefault(name, "is not known; leave it out"));
      }
    }
  }
}
