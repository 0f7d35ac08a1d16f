package dev.plumbline.cluster;

import dev.plumbline.contracts.ObjectRef;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind as one cluster serves it.
 *
 * @param group empty for the core group
 * @param plural name in URLs, such as {@code deployments}
 * @param namespaced whether its objects live in namespaces
 * @param verbs what the server lets one do, such as {@code list} and {@code watch}
 */
public record ApiResource(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    Set<String> verbs) {

  public ApiResource {
    verbs = Set.copyOf(verbs);
  }

  /** The {@code apiVersion} of its objects. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Whether its objects can be listed and watched. */
  public boolean watchable() {
    return verbs.contains("list") && verbs.contains("watch");
  }

  /** A reference to one of its objects; the namespace is dropped where the kind has none. */
  public ObjectRef ref(String namespace, String name) {
    return new ObjectRef(group, version, kind, namespaced ? namespace : "", name);
  }

  /** Path of a collection; of all namespaces when {@code namespace} is null or empty. */
  String collectionPath(@Nullable String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    String within =
        namespaced && namespace != null && !namespace.isEmpty()
            ? "/namespaces/" + encode(namespace)
            : "";
    return root + within + "/" + plural;
  }

  /** Path of one object or of a subresource of it. */
  String objectPath(ObjectRef ref, @Nullable String subresource) {
    return collectionPath(ref.namespace())
        + "/"
        + encode(ref.name())
        + (subresource == null ? "" : "/" + encode(subresource));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
