package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.patch.JsonPatch;
import dev.plumbline.sandbox.patch.MergePatch;
import dev.plumbline.sandbox.patch.PatchException;
import dev.plumbline.sandbox.patch.StrategicPatch;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Stored;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verbs on a resource's collection, its objects and their subresources. */
final class ResourceRoutes {

  private final Objects objects;
  private final Deletion deletion;
  private final Reading reading;

  ResourceRoutes(Objects objects, Deletion deletion, Reading reading) {
    this.objects = objects;
    this.deletion = deletion;
    this.reading = reading;
  }

  /** What a path below a group version names; absent parts are empty. */
  record Target(Resource resource, String namespace, String name, String subresource) {}

  void handle(Target target, Call call) throws IOException {
    if (target.name().isEmpty()) {
      collection(target, call);
    } else if (target.subresource().isEmpty()) {
      object(target, call);
    } else if (target.resource().has(target.subresource())) {
      subresource(target, call);
    } else {
      throw ApiError.noSuchPath();
    }
  }

  private void collection(Target target, Call call) throws IOException {
    Resource resource = target.resource();
    switch (call.method()) {
      case "GET", "HEAD" -> {
        if (call.flag("watch")) {
          reading.watch(resource, target.namespace(), "", call);
        } else {
          reading.list(resource, target.namespace(), call);
        }
      }
      case "POST" -> {
        if (resource.namespaced() && target.namespace().isEmpty()) {
          throw ApiError.methodNotAllowed();
        }
        answer(
            call,
            target,
            objects.create(resource, target.namespace(), typed(resource, call), call.options()));
      }
      case "DELETE" -> deleteCollection(target, call);
      default -> throw ApiError.methodNotAllowed();
    }
  }

  private void object(Target target, Call call) throws IOException {
    switch (call.method()) {
      case "GET", "HEAD" -> {
        if (call.flag("watch")) {
          reading.watch(target.resource(), target.namespace(), target.name(), call);
        } else {
          ObjectNode found = objects.get(target.resource(), target.namespace(), target.name());
          call.answer(200, represent(call, target, found));
        }
      }
      case "PUT" -> put(target, call);
      case "PATCH" -> patch(target, call);
      case "DELETE" -> delete(target, call);
      default -> throw ApiError.methodNotAllowed();
    }
  }

  private void subresource(Target target, Call call) throws IOException {
    Resource resource = target.resource();
    switch (target.subresource()) {
      case "status", "scale" -> {
        switch (call.method()) {
          case "GET" -> {
            ObjectNode found = objects.get(resource, target.namespace(), target.name());
            call.answer(
                200,
                scale(target) ? ScaleView.of(resource, found) : represent(call, target, found));
          }
          case "PUT" -> put(target, call);
          case "PATCH" -> patch(target, call);
          default -> throw ApiError.methodNotAllowed();
        }
      }
      case "binding" -> bind(target, call);
      case "eviction" -> evict(target, call);
      case "finalize" -> put(target, call);
      default -> throw ApiError.noSuchPath();
    }
  }

  private static boolean scale(Target target) {
    return target.subresource().equals("scale");
  }

  private void put(Target target, Call call) throws IOException {
    ObjectNode body = scale(target) ? call.object() : typed(target.resource(), call);
    String stated = body.at("/metadata/name").asText(target.name());
    if (!stated.equals(target.name())) {
      throw Preconditions.wrongName(stated, target.name());
    }
    boolean conditional = !body.at("/metadata/resourceVersion").asText("").isEmpty();
    if (target.resource().custom() != null && !conditional && !scale(target)) {
      throw ApiError.unconditionalUpdate(target.resource(), target.name());
    }
    edit(target, call, stored -> body.deepCopy());
  }

  private void patch(Target target, Call call) throws IOException {
    String type = call.contentType();
    switch (type) {
      case "application/json-patch+json" -> {
        JsonNode patch = call.json();
        edit(target, call, stored -> asObject(JsonPatch.apply(stored, patch)));
      }
      case "application/merge-patch+json" -> {
        ObjectNode patch = asPatch(call.json());
        edit(target, call, stored -> asObject(MergePatch.apply(stored, patch)));
      }
      case "application/strategic-merge-patch+json" -> {
        if (target.resource().custom() != null) {
          throw ApiError.unsupportedMedia(
              List.of(
                  "application/json-patch+json",
                  "application/merge-patch+json",
                  "application/apply-patch+yaml"));
        }
        ObjectNode patch = asPatch(call.json());
        edit(target, call, stored -> StrategicPatch.apply(target.resource().type(), stored, patch));
      }
      case "application/apply-patch+yaml" -> apply(target, call);
      default -> throw ApiError.unsupportedPatch();
    }
  }

  private void apply(Target target, Call call) throws IOException {
    ObjectNode body = call.object();
    if (call.query("fieldManager").isEmpty()) {
      throw ApiError.invalidOptions(
          "PatchOptions", FieldError.required("fieldManager", "is required for apply patch"));
    }
    if (scale(target)) {
      edit(target, call, stored -> asObject(MergePatch.apply(stored, body)));
      return;
    }
    answer(
        call,
        target,
        objects.apply(
            target.resource(),
            target.namespace(),
            target.name(),
            target.subresource(),
            body,
            call.options()));
  }

  private static ObjectNode asPatch(JsonNode patch) {
    if (patch instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the patch must be an object");
  }

  private static ObjectNode asObject(JsonNode patched) throws PatchException {
    if (patched instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the patched value is not an object");
  }

  private void edit(Target target, Call call, Objects.Edit edit) throws IOException {
    Resource resource = target.resource();
    Objects.Edit whole = scale(target) ? ScaleView.through(resource, target.name(), edit) : edit;
    Objects.Written written =
        objects.update(
            resource,
            target.namespace(),
            target.name(),
            target.subresource(),
            call.options(),
            call.method().equals("PATCH") ? Objects.Origin.PATCH : Objects.Origin.BODY,
            whole);
    if (scale(target)) {
      call.answer(200, ScaleView.of(resource, written.object()));
    } else {
      answer(call, target, written);
    }
  }

  private ObjectNode typed(Resource resource, Call call) throws IOException {
    if (!call.contentType().equals(Bodies.PROTOBUF)) {
      return call.object();
    }
    @Nullable ObjectNode decoded =
        resource.custom() == null ? Protobuf.decode(resource, call.body()) : null;
    if (decoded == null) {
      throw ApiError.unsupportedMedia(List.of("application/json", "application/yaml"));
    }
    return decoded;
  }

  private void answer(Call call, Target target, Objects.Written written) throws IOException {
    call.warn(written.warnings());
    call.answer(written.created() ? 201 : 200, represent(call, target, written.object()));
  }

  private JsonNode represent(Call call, Target target, ObjectNode object) {
    return call.representation().one(target.resource(), object, objects.clock().instant(), true);
  }

  private void delete(Target target, Call call) throws IOException {
    ObjectNode options = deleteOptions(call);
    Deletion.Deleted deleted =
        deletion.delete(
            target.resource(), target.namespace(), target.name(), options, dryRun(call, options));
    if (!deleted.gone() || target.resource().isBuiltIn("Pod")) {
      call.answer(200, represent(call, target, deleted.object()));
      return;
    }
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", target.name());
    if (!target.resource().group().isEmpty()) {
      details.put("group", target.resource().group());
    }
    details.put("kind", target.resource().plural());
    details.set("uid", deleted.object().at("/metadata/uid"));
    call.answer(200, status);
  }

  private void deleteCollection(Target target, Call call) throws IOException {
    Resource resource = target.resource();
    ObjectNode options = deleteOptions(call);
    List<Stored> selected = reading.select(resource, target.namespace(), call);
    ObjectNode list =
        Json.object()
            .put("kind", resource.kind() + "List")
            .put("apiVersion", resource.apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(objects.store().version()));
    ArrayNode items = list.putArray("items");
    for (Stored stored : selected) {
      try {
        items.add(
            deletion
                .delete(
                    resource,
                    stored.key().namespace(),
                    stored.key().name(),
                    options,
                    dryRun(call, options))
                .object());
      } catch (ApiError e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    call.answer(200, list);
  }

  private static boolean dryRun(Call call, JsonNode options) {
    return Call.dryRun(call.query("dryRun")) || Call.dryRun(options.at("/dryRun/0").asText(""));
  }

  private static ObjectNode deleteOptions(Call call) throws IOException {
    byte[] body = call.body();
    ObjectNode options = Json.object();
    if (body.length > 0) {
      if (call.contentType().equals(Bodies.PROTOBUF)) {
        throw ApiError.unsupportedMedia(List.of("application/json"));
      }
      options = asPatch(Bodies.json(body));
    }
    String policy = call.query("propagationPolicy");
    if (!policy.isEmpty()) {
      options.put("propagationPolicy", policy);
    }
    String grace = call.query("gracePeriodSeconds");
    if (grace.matches("\\d{1,9}")) {
      options.put("gracePeriodSeconds", Integer.parseInt(grace));
    }
    return options;
  }

  private void bind(Target target, Call call) throws IOException {
    JsonNode binding = call.object();
    String node = binding.at("/target/name").asText();
    objects.update(
        target.resource(),
        target.namespace(),
        target.name(),
        "binding",
        call.options(),
        Objects.Origin.BODY,
        stored -> {
          ObjectNode pod = stored.deepCopy();
          Json.child(pod, "spec").put("nodeName", node);
          return pod;
        });
    call.answer(
        201, Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
  }

  private void evict(Target target, Call call) throws IOException {
    JsonNode options = call.object().path("deleteOptions");
    deletion.delete(
        target.resource(), target.namespace(), target.name(), options, dryRun(call, options));
    call.answer(
        201, Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
  }
}
