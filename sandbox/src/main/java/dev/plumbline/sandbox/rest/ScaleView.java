package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.patch.PatchException;
import dev.plumbline.sandbox.schema.CustomKind;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.util.List;
import java.util.stream.Collectors;

/** An object seen through its {@code scale} subresource. */
final class ScaleView {

  private ScaleView() {}

  static ObjectNode of(Resource resource, JsonNode object) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      if (object.path("metadata").has(field)) {
        metadata.set(field, object.path("metadata").path(field));
      }
    }
    ObjectNode spec = scale.putObject("spec");
    int wanted = object.at(pointer(resource, "specReplicasPath", ".spec.replicas")).asInt();
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put(
        "replicas", object.at(pointer(resource, "statusReplicasPath", ".status.replicas")).asInt());
    String selector =
        resource.custom() == null
            ? object.at("/spec/selector/matchLabels").properties().stream()
                .map(e -> e.getKey() + "=" + e.getValue().asText())
                .collect(Collectors.joining(","))
            : object.at(pointer(resource, "labelSelectorPath", ".none")).asText();
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  /** The edit of the object that an edit of its scale amounts to. */
  static Objects.Edit through(Resource resource, String name, Objects.Edit edit) {
    return stored -> {
      ObjectNode scale = edit.apply(of(resource, stored));
      int replicas = replicas(resource, name, scale);
      ObjectNode object = stored.deepCopy();
      String version = scale.at("/metadata/resourceVersion").asText("");
      Json.child(object, "metadata").put("resourceVersion", version);
      String[] path =
          pointer(resource, "specReplicasPath", ".spec.replicas").substring(1).split("/", -1);
      ObjectNode at = object;
      for (int i = 0; i < path.length - 1; i++) {
        at = Json.child(at, path[i]);
      }
      at.put(path[path.length - 1], replicas);
      return object;
    };
  }

  private static int replicas(Resource resource, String name, ObjectNode scale)
      throws PatchException {
    int replicas = scale.at("/spec/replicas").asInt();
    if (replicas < 0) {
      throw ApiError.invalid(
          resource,
          name,
          List.of(
              FieldError.invalid(
                  "spec.replicas",
                  scale.at("/spec/replicas"),
                  "must be greater than or equal to 0")));
    }
    return replicas;
  }

  private static String pointer(Resource resource, String field, String builtIn) {
    CustomKind custom = resource.custom();
    String path = custom == null ? builtIn : custom.scale().path(field).asText(builtIn);
    return path.replace('.', '/');
  }
}
