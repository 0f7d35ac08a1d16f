package dev.plumbline.service.clusters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.contracts.resources.ServerUrl;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The current context of a kubeconfig. What would run a program, or read a file of this machine, is
 * refused by name: whoever may write a Secret must not thereby run or read anything here.
 */
final class Kubeconfig {

  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  private static final String INLINE = ": names a file; write its content to ";

  private static final Map<String, String> REFUSED_OF_CLUSTERS =
      Map.of(
          "certificate-authority",
          INLINE + "certificate-authority-data",
          "tls-server-name",
          ": is not supported; server must have a name that the certificate has");

  private static final Map<String, String> REFUSED_OF_USERS =
      Map.of(
          "exec",
          ": runs a program; make a service account on the cluster and give its token",
          "auth-provider",
          ": needs a program of its own; make a service account on the cluster and give its token",
          "tokenFile",
          INLINE + "token",
          "client-certificate",
          INLINE + "client-certificate-data",
          "client-key",
          INLINE + "client-key-data",
          "as",
          ": is not supported; give the credentials of who is to be acted as");

  private static final Set<String> KNOWN_OF_CLUSTERS =
      Set.of(
          "server",
          "certificate-authority-data",
          "insecure-skip-tls-verify",
          "proxy-url",
          "disable-compression",
          "extensions");

  private static final Set<String> KNOWN_OF_USERS =
      Set.of(
          "token",
          "username",
          "password",
          "client-certificate-data",
          "client-key-data",
          "extensions");

  private Kubeconfig() {}

  /** Reads one; none of its values is in any message. */
  static ClusterAccess parse(String text) throws RefusedSecretException {
    JsonNode config = tree(text);
    String context = current(config);
    JsonNode named = named(config, "contexts", "context", context);
    String clusterName = named.path("cluster").asText();
    String userName = named.path("user").asText();
    JsonNode cluster = named(config, "clusters", "cluster", clusterName);
    JsonNode user = named(config, "users", "user", userName);
    String ofCluster = "clusters[" + clusterName + "].cluster.";
    String ofUser = "users[" + userName + "].user.";
    check(cluster, ofCluster, KNOWN_OF_CLUSTERS, REFUSED_OF_CLUSTERS);
    check(user, ofUser, KNOWN_OF_USERS, REFUSED_OF_USERS);
    return new ClusterAccess(
            ServerUrl.normal(cluster.path("server").asText()),
            text(cluster, "certificate-authority-data"),
            cluster.path("insecure-skip-tls-verify").asBoolean(),
            text(cluster, "proxy-url"),
            text(user, "token"),
            text(user, "username"),
            text(user, "password"),
            text(user, "client-certificate-data"),
            text(user, "client-key-data"))
        .checked(
            new ClusterAccess.FieldNames(
                ofCluster + "server",
                ofCluster + "certificate-authority-data",
                ofCluster + "insecure-skip-tls-verify",
                ofCluster + "proxy-url",
                ofUser + "client-certificate-data",
                ofUser + "client-key-data"));
  }

  private static JsonNode tree(String text) throws RefusedSecretException {
    JsonNode config;
    try {
      config = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new RefusedSecretException("it is not YAML, line " + line);
    } catch (RuntimeException e) {
      throw new RefusedSecretException("it is not YAML");
    }
    if (!config.isObject()) {
      throw new RefusedSecretException("expected clusters, users and contexts");
    }
    return config;
  }

  private static String current(JsonNode config) throws RefusedSecretException {
    String context = config.path("current-context").asText("");
    if (!context.isEmpty()) {
      return context;
    }
    if (config.path("contexts").size() == 1) {
      return config.path("contexts").path(0).path("name").asText();
    }
    throw new RefusedSecretException("current-context: expected the name of one of contexts");
  }

  private static JsonNode named(JsonNode config, String list, String field, String name)
      throws RefusedSecretException {
    JsonNode found = null;
    for (JsonNode entry : config.path(list)) {
      if (entry.path("name").asText().equals(name)) {
        if (found != null) {
          throw new RefusedSecretException(list + ": expected one named '" + name + "', got two");
        }
        found = entry.path(field);
      }
    }
    if (found == null || !found.isObject()) {
      throw new RefusedSecretException(list + ": expected one named '" + name + "'");
    }
    return found;
  }

  private static void check(
      JsonNode object, String where, Set<String> known, Map<String, String> refused)
      throws RefusedSecretException {
    Iterator<String> names = object.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (object.path(name).isNull() || known.contains(name)) {
        continue;
      }
      String why = refused.get(name.startsWith("as-") ? "as" : name);
      throw new RefusedSecretException(
          where + name + (why == null ? ": is not known; leave it out" : why));
    }
  }

  static @Nullable String text(JsonNode object, String field) {
    String text = object.path(field).asText("");
    return text.isEmpty() || object.path(field).isNull() ? null : text;
  }
}
