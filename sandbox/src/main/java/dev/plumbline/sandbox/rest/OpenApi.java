package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OpenAPI v3 as far as clients rely on it: which requests take dryRun and fieldValidation, and for
 * custom kinds their schemas. Schemas of built-in kinds are left open; clients bring their own.
 */
final class OpenApi {

  private final Registry registry;

  OpenApi(Registry registry) {
    this.registry = registry;
  }

  ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (Map.Entry<String, List<String>> group : registry.groups().entrySet()) {
      for (String version : group.getValue()) {
        String path = base(group.getKey(), version);
        int hash = document(group.getKey(), version).map(ObjectNode::hashCode).orElse(0);
        paths
            .putObject(path)
            .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Integer.toHexString(hash));
      }
    }
    return index;
  }

  private static String base(String group, String version) {
    return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
  }

  Optional<ObjectNode> document(String group, String version) {
    if (!registry.groups().getOrDefault(group, List.of()).contains(version)) {
      return Optional.empty();
    }
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
    ObjectNode paths = document.putObject("paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    registry
        .all()
        .filter(r -> r.group().equals(group) && r.version().equals(version))
        .forEach(
            r -> {
              path(paths, r);
              schemas.set(component(r), schema(r));
            });
    return Optional.of(document);
  }

  private static String component(Resource r) {
    String group = r.group().isEmpty() ? "core" : r.group();
    return group + "." + r.version() + "." + r.kind();
  }

  private static ObjectNode schema(Resource r) {
    ObjectNode schema =
        r.custom() != null && r.custom().schema().root() instanceof ObjectNode declared
            ? declared.deepCopy()
            : Json.object();
    schema.put("type", "object");
    kind(schema.putArray("x-kubernetes-group-version-kind").addObject(), r);
    return schema;
  }

  private static void kind(ObjectNode into, Resource r) {
    into.put("group", r.group()).put("version", r.version()).put("kind", r.kind());
  }

  private static void path(ObjectNode paths, Resource r) {
    String all = "/" + base(r.group(), r.version()) + "/";
    if (r.namespaced()) {
      all += "namespaces/{namespace}/";
    }
    operation(paths, all + r.plural() + "/{name}", "patch", r);
    operation(paths, all + r.plural() + "/{name}", "put", r);
    operation(paths, all + r.plural(), "post", r);
  }

  private static void operation(ObjectNode paths, String path, String verb, Resource r) {
    ObjectNode operation = Json.child(paths, path).putObject(verb);
    kind(operation.putObject("x-kubernetes-group-version-kind"), r);
    operation.put("x-kubernetes-action", verb);
    ArrayNode parameters = operation.putArray("parameters");
    for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
      ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
      parameter
          .putObject("schema")
          .put("type", name.equals("force") ? "boolean" : "string")
          .put("uniqueItems", true);
    }
    ObjectNode ok = operation.putObject("responses").putObject("200");
    ok.put("description", "OK")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + component(r));
  }
}
