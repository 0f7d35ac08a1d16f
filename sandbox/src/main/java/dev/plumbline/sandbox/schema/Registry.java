package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All kinds served now: the built-in table, and what CustomResourceDefinitions add. Safe for use by
 * many threads.
 */
public final class Registry {

  private final List<Resource> builtIn;
  private final Map<String, List<Resource>> custom = new ConcurrentHashMap<>();

  public Registry() {
    List<Resource> table = new ArrayList<>();
    Json.resource("kinds.json").forEach(entry -> table.add(builtIn(entry)));
    this.builtIn = List.copyOf(table);
  }

  /** Serves what a definition declares, in place of what it declared before. */
  public void define(JsonNode definition) {
    custom.put(definition.at("/metadata/name").asText(), CrdSchema.resources(definition));
  }

  public void remove(String definitionName) {
    custom.remove(definitionName);
  }

  public Stream<Resource> all() {
    return Stream.concat(builtIn.stream(), custom.values().stream().flatMap(List::stream));
  }

  public Optional<Resource> find(String group, String version, String plural) {
    return all()
        .filter(r -> r.plural().equals(plural))
        .filter(r -> r.group().equals(group) && r.version().equals(version))
        .findFirst();
  }

  /**
   * The kind named by a group resource such as {@code deployments.apps}, at the version it is
   * stored in.
   */
  public Optional<Resource> stored(String groupResource) {
    return all()
        .filter(r -> r.groupResource().equals(groupResource))
        .filter(r -> custom(r).map(c -> c.storageVersion().equals(r.version())).orElse(true))
        .findFirst();
  }

  public Optional<Resource> byKind(String apiVersion, String kind) {
    return all()
        .filter(r -> r.kind().equals(kind) && r.apiVersion().equals(apiVersion))
        .findFirst();
  }

  /** Served versions for each group, in the order of discovery: the core group first. */
  public Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new TreeMap<>();
    all()
        .forEach(
            r -> {
              List<String> versions = groups.computeIfAbsent(r.group(), g -> new ArrayList<>());
              if (!versions.contains(r.version())) {
                versions.add(r.version());
              }
            });
    groups.values().forEach(versions -> versions.sort(Registry::byPriority));
    return groups;
  }

  /** Stable versions first, then beta, then alpha, newer before older. */
  static int byPriority(String a, String b) {
    int stage = Integer.compare(stage(a), stage(b));
    return stage != 0 ? stage : b.compareTo(a);
  }

  private static int stage(String version) {
    return version.contains("alpha") ? 2 : version.contains("beta") ? 1 : 0;
  }

  private static Optional<CustomKind> custom(Resource resource) {
    return Optional.ofNullable(resource.custom());
  }

  private static Resource builtIn(JsonNode e) {
    return new Resource(
        e.path("group").asText(),
        e.path("version").asText(),
        e.path("kind").asText(),
        e.path("plural").asText(),
        e.path("singular").asText(),
        e.path("namespaced").asBoolean(),
        strings(e.path("shortNames")),
        strings(e.path("categories")),
        strings(e.path("verbs")),
        strings(e.path("subresources")),
        TypeTable.BUILT_IN.get(e.path("type").asText()),
        null);
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asText()));
    return strings;
  }
}
