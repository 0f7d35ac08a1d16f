package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI v3 as far as clients rely on it: which requests take dryRun and fieldValidation, and the
 * schemas of all kinds.
 */
final class OpenApi {

  /** Part of every hash: changes when what is written here does. */
  private static final String FORM = "2";

  private final Registry registry;
  private final Map<String, Published> published = new ConcurrentHashMap<>();

  OpenApi(Registry registry) {
    this.registry = registry;
  }

  ObjectNode index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (Map.Entry<String, List<String>> group : registry.groups().entrySet()) {
      for (String version : group.getValue()) {
        String path = base(group.getKey(), version);
        paths
            .putObject(path)
            .put(
                "serverRelativeURL",
                "/openapi/v3/" + path + "?hash=" + published(group.getKey(), version).hash());
      }
    }
    return index;
  }

  private static String base(String group, String version) {
    return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
  }

  /** A group version's document as JSON, and its hash. */
  Optional<Document> document(String group, String version) {
    if (!registry.groups().getOrDefault(group, List.of()).contains(version)) {
      return Optional.empty();
    }
    Published found = published(group, version);
    return Optional.of(new Document(found.json(), found.hash()));
  }

  record Document(byte[] json, String hash) {}

  private Published published(String group, String version) {
    List<Resource> kinds =
        registry.all().filter(r -> r.group().equals(group) && r.version().equals(version)).toList();
    return published.compute(
        base(group, version),
        (path, known) -> known != null && known.of(kinds) ? known : new Published(kinds));
  }

  /** What is published of kinds as long as nobody defines them anew; written when asked for. */
  private static final class Published {

    private final List<Resource> kinds;
    private final String hash;
    private byte @Nullable [] json;

    Published(List<Resource> kinds) {
      this.kinds = kinds;
      StringBuilder facts = new StringBuilder(FORM).append(Json.digest("types.json"));
      for (Resource kind : kinds) {
        facts.append(kind.apiVersion()).append(kind.kind()).append(kind.namespaced());
        if (kind.custom() != null) {
          facts.append(kind.custom().schema().root());
        }
      }
      this.hash = Json.digest(facts.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Definitions make new resources whenever they change. */
    boolean of(List<Resource> others) {
      if (kinds.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < kinds.size(); i++) {
        if (kinds.get(i) != others.get(i)) {
          return false;
        }
      }
      return true;
    }

    String hash() {
      return hash;
    }

    synchronized byte[] json() {
      byte[] written = json;
      if (written == null) {
        written = Json.bytes(write(kinds));
        json = written;
      }
      return written;
    }
  }

  private static ObjectNode write(List<Resource> kinds) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.0");
    ObjectNode paths = document.putObject("paths");
    kinds.forEach(kind -> path(paths, kind));
    OpenApiSchemas.add(kinds, document.putObject("components").putObject("schemas"));
    return document;
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
        .put("$ref", "#/components/schemas/" + OpenApiSchemas.component(r));
  }
}
