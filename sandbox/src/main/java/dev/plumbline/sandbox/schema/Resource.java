package dev.plumbline.sandbox.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind served at one version.
 *
 * @param custom what its CustomResourceDefinition says, or null for a built-in kind
 */
public record Resource(
    String group,
    String version,
    String kind,
    String plural,
    String singular,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs,
    List<String> subresources,
    Type type,
    @Nullable CustomKind custom) {

  public Resource {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = List.copyOf(verbs);
    subresources = List.copyOf(subresources);
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code deployments.apps}: the same for all versions of a kind, so it keys the store. */
  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** {@code Deployment.apps}. */
  public String groupKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  public boolean has(String subresource) {
    return subresources.contains(subresource);
  }

  public boolean isSecret() {
    return group.isEmpty() && kind.equals("Secret");
  }

  public boolean isBuiltIn(String kindName) {
    return custom == null && kind.equals(kindName);
  }
}
