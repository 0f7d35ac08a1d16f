package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents by which a client learns what this server serves. */
final class Discovery {

  private final Registry registry;

  Discovery(Registry registry) {
    this.registry = registry;
  }

  static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", "36")
        .put("gitVersion", "v1.36.0+sandbox")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "")
        .put("compiler", "javac")
        .put("platform", "java/any");
  }

  ObjectNode core() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", "127.0.0.1");
    return versions;
  }

  ObjectNode groups() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    registry
        .groups()
        .forEach(
            (group, versions) -> {
              if (!group.isEmpty()) {
                groups.add(group(group, versions));
              }
            });
    return list;
  }

  Optional<ObjectNode> group(String name) {
    List<String> versions = registry.groups().get(name);
    return Optional.ofNullable(versions)
        .map(
            found -> {
              ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
              group.setAll(group(name, found));
              return group;
            });
  }

  private static ObjectNode group(String name, List<String> versions) {
    ObjectNode group = Json.object().put("name", name);
    ArrayNode list = group.putArray("versions");
    for (String version : versions) {
      list.add(version(name, version));
    }
    group.set("preferredVersion", version(name, versions.get(0)));
    return group;
  }

  private static ObjectNode version(String group, String version) {
    return Json.object().put("groupVersion", group + "/" + version).put("version", version);
  }

  Optional<ObjectNode> resources(String group, String version) {
    if (!registry.groups().getOrDefault(group, List.of()).contains(version)) {
      return Optional.empty();
    }
    ObjectNode list =
        Json.object()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    registry
        .all()
        .filter(r -> r.group().equals(group) && r.version().equals(version))
        .forEach(
            r -> {
              ObjectNode entry = entry(r, r.plural(), r.singular(), r.kind(), r.verbs());
              add(entry, "shortNames", r.shortNames());
              add(entry, "categories", r.categories());
              resources.add(entry);
              r.subresources().forEach(s -> resources.add(subresource(r, s)));
            });
    return Optional.of(list);
  }

  private static ObjectNode subresource(Resource r, String name) {
    boolean scale = name.equals("scale");
    boolean create = name.equals("binding") || name.equals("eviction");
    List<String> verbs = create ? List.of("create") : List.of("get", "patch", "update");
    String kind =
        Map.of("scale", "Scale", "binding", "Binding", "eviction", "Eviction")
            .getOrDefault(name, r.kind());
    ObjectNode entry = entry(r, r.plural() + "/" + name, "", kind, verbs);
    if (scale) {
      entry.put("group", "autoscaling").put("version", "v1");
    } else if (name.equals("eviction")) {
      entry.put("group", "policy").put("version", "v1");
    }
    return entry;
  }

  private static ObjectNode entry(
      Resource r, String name, String singular, String kind, List<String> verbs) {
    ObjectNode entry =
        Json.object()
            .put("name", name)
            .put("singularName", singular)
            .put("namespaced", r.namespaced())
            .put("kind", kind);
    add(entry, "verbs", verbs);
    return entry;
  }

  private static void add(ObjectNode entry, String field, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = entry.putArray(field);
      values.forEach(array::add);
    }
  }
}
