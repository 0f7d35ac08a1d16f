package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of one group and version as a cluster publishes them: a few kilobytes of what was a
 * document of up to two megabytes. Immutable.
 */
public final class GroupSchema {

  private final ShapeTable table;
  private final Map<String, Integer> roots;

  private GroupSchema(ShapeTable table, Map<String, Integer> roots) {
    this.table = table;
    this.roots = Map.copyOf(roots);
  }

  /**
   * Reads {@code components.schemas} of an OpenAPI v3 document.
   *
   * @param components schemas by name, which refer to each other
   */
  public static GroupSchema of(JsonNode components) {
    ShapeTable.Reader reader = new ShapeTable.Reader(components);
    Map<String, Integer> roots = new HashMap<>();
    for (Map.Entry<String, JsonNode> component : components.properties()) {
      for (JsonNode kind : component.getValue().path("x-kubernetes-group-version-kind")) {
        String group = kind.path("group").asText();
        String version = kind.path("version").asText();
        roots.put(
            (group.isEmpty() ? version : group + "/" + version) + "/" + kind.path("kind").asText(),
            reader.component(component.getKey()));
      }
    }
    return new GroupSchema(reader.table(), roots);
  }

  /** The schema of a kind; empty where the cluster publishes none that says anything. */
  public Optional<KindSchema> kind(String apiVersion, String kind) {
    Integer root = roots.get(apiVersion + "/" + kind);
    return root == null || root == Shape.ANYTHING
        ? Optional.empty()
        : Optional.of(new KindSchema(table, root));
  }

  /** How many shapes are kept, for whoever wonders what it costs. */
  int size() {
    return table.size();
  }
}
