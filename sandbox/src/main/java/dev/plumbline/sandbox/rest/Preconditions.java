package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.TypeCheck;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import java.util.List;

/** What must hold before a write is looked at; each check throws the refusal of an API server. */
final class Preconditions {

  private static final int MAX_OBJECT_BYTES = 1_572_864;

  private Preconditions() {}

  /** The body is of the kind that the path names. */
  static void kind(Resource resource, JsonNode body) {
    String apiVersion = body.path("apiVersion").asText(resource.apiVersion());
    String kind = body.path("kind").asText(resource.kind());
    if (!kind.equals(resource.kind()) || !apiVersion.equals(resource.apiVersion())) {
      throw ApiError.badRequest(
          "the API version in the data ("
              + apiVersion
              + ", Kind="
              + kind
              + ") does not match the expected API version ("
              + resource.apiVersion()
              + ", Kind="
              + resource.kind()
              + ")");
    }
  }

  /** An applied configuration states what it is, and nothing that only the server may. */
  static void applied(Resource resource, String namespace, String name, ObjectNode body) {
    if (!body.path("kind").isTextual() || !body.path("apiVersion").isTextual()) {
      throw ApiError.badRequest(
          "invalid object type: apiVersion and kind must be set in an applied configuration");
    }
    if (!body.path("apiVersion").asText().equals(resource.apiVersion())) {
      throw ApiError.badRequest(
          "Incorrect version specified in apply patch. Specified patch version: "
              + body.path("apiVersion").asText()
              + ", expected: "
              + resource.apiVersion());
    }
    kind(resource, body);
    JsonNode metadata = body.path("metadata");
    if (!metadata.path("managedFields").isMissingNode()
        && !metadata.path("managedFields").isNull()) {
      throw ApiError.badRequest("metadata.managedFields must be nil");
    }
    if (!metadata.path("name").asText(name).equals(name)) {
      throw wrongName(metadata.path("name").asText(), name);
    }
    String stated = metadata.path("namespace").asText("");
    if (resource.namespaced() && !stated.isEmpty() && !stated.equals(namespace)) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  static ApiError wrongName(String inBody, String inUrl) {
    return ApiError.badRequest(
        "the name of the object ("
            + inBody
            + ") does not match the name on the URL ("
            + inUrl
            + ")");
  }

  /** A stated uid is that of the object. */
  static void appliedUid(
      Resource resource, String name, JsonNode live, JsonNode config, boolean exists) {
    JsonNode uid = config.at("/metadata/uid");
    if (uid.asText("").isEmpty() || uid.equals(live.at("/metadata/uid"))) {
      return;
    }
    if (exists) {
      throw ApiError.invalid(
          resource, name, List.of(FieldError.invalid("metadata.uid", uid, "field is immutable")));
    }
    throw ApiError.conflict(
        resource,
        name,
        "uid mismatch: the provided object specified uid "
            + uid.asText()
            + ", and no existing object was found");
  }

  /** A stated uid and resourceVersion are those of the object as it is. */
  static void unchanged(Resource resource, JsonNode old, Key key, JsonNode sent) {
    String name = key.name();
    JsonNode metadata = sent.path("metadata");
    String uid = metadata.path("uid").asText();
    String current = old.at("/metadata/uid").asText();
    if (!uid.isEmpty() && !uid.equals(current)) {
      throw ApiError.conflict(
          resource,
          name,
          "StorageError: invalid object, Code: 4, Key: /registry/"
              + resource.plural()
              + "/"
              + (key.namespace().isEmpty() ? "" : key.namespace() + "/")
              + name
              + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in"
              + " precondition: "
              + uid
              + ", UID in object meta: "
              + current);
    }
    version(resource, old, name, sent);
  }

  /** A stated resourceVersion is that of the object as it is. */
  static void version(Resource resource, JsonNode old, String name, JsonNode sent) {
    String version = sent.at("/metadata/resourceVersion").asText();
    if (!version.isEmpty() && !version.equals(old.at("/metadata/resourceVersion").asText())) {
      throw ApiError.modified(resource, name);
    }
  }

  /** An applied configuration fits its type. */
  static void typed(Resource resource, JsonNode config) {
    List<String> errors = TypeCheck.errors(resource.type(), config);
    if (!errors.isEmpty()) {
      String list =
          errors.size() == 1 ? errors.get(0) : "errors:\n  " + String.join("\n  ", errors);
      String gvk =
          (resource.group().isEmpty() ? "/" + resource.version() : resource.apiVersion())
              + ", Kind="
              + resource.kind();
      throw ApiError.internal(
          "failed to create typed patch object ("
              + config.at("/metadata/namespace").asText("")
              + "/"
              + config.at("/metadata/name").asText()
              + "; "
              + gvk
              + "): "
              + list);
    }
  }

  /** The object is not larger than a server would keep. */
  static void size(ObjectNode object) {
    if (Json.bytes(object).length > MAX_OBJECT_BYTES) {
      throw ApiError.tooLarge();
    }
  }
}
