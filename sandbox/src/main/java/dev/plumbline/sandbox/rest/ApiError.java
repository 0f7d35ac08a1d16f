package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.ownership.ApplyConflict;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A refusal, with the Status object that says why. */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient ObjectNode status;

  private ApiError(int code, String reason, String message, @Nullable ObjectNode details) {
    super(message, null, false, false);
    this.code = code;
    this.status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    status.put("code", code);
  }

  public int code() {
    return code;
  }

  public ObjectNode status() {
    return status;
  }

  private static ObjectNode details(Resource resource, String name) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    return details.put("kind", resource.plural());
  }

  private static String quoted(Resource resource, String name) {
    return resource.groupResource() + " \"" + name + "\"";
  }

  public static ApiError notFound(Resource resource, String name) {
    return new ApiError(
        404, "NotFound", quoted(resource, name) + " not found", details(resource, name));
  }

  public static ApiError namespaceNotFound(String name) {
    ObjectNode details = Json.object().put("name", name).put("kind", "namespaces");
    return new ApiError(404, "NotFound", "namespaces \"" + name + "\" not found", details);
  }

  public static ApiError noSuchPath() {
    return new ApiError(
        404, "NotFound", "the server could not find the requested resource", Json.object());
  }

  static ApiError exists(Resource resource, String name) {
    return new ApiError(
        409, "AlreadyExists", quoted(resource, name) + " already exists", details(resource, name));
  }

  static ApiError conflict(Resource resource, String name, String why) {
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + quoted(resource, name) + ": " + why,
        details(resource, name));
  }

  static ApiError modified(Resource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiError invalid(Resource resource, String name, List<FieldError> errors) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!resource.group().isEmpty()) {
      details.put("group", resource.group());
    }
    details.put("kind", resource.kind());
    ArrayNode causes = details.putArray("causes");
    errors.forEach(
        error ->
            causes
                .addObject()
                .put("reason", error.reason().text())
                .put("message", error.message())
                .put("field", error.field()));
    String list = errors.stream().map(FieldError::text).collect(Collectors.joining(", "));
    return new ApiError(
        422,
        "Invalid",
        resource.groupKind()
            + " \""
            + name
            + "\" is invalid: "
            + (errors.size() == 1 ? list : "[" + list + "]"),
        details);
  }

  static ApiError applyConflict(ApplyConflict conflict) {
    ObjectNode details = Json.object();
    ArrayNode causes = details.putArray("causes");
    conflict
        .causes()
        .forEach(
            cause ->
                causes
                    .addObject()
                    .put("reason", "FieldManagerConflict")
                    .put("message", "conflict with " + cause.manager())
                    .put("field", cause.field()));
    return new ApiError(409, "Conflict", String.valueOf(conflict.getMessage()), details);
  }

  static ApiError namespaceTerminating(Resource resource, String name, String namespace) {
    String why =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    ObjectNode details = details(resource, name);
    details
        .putArray("causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace " + namespace + " is being terminated")
        .put("field", "metadata.namespace");
    return new ApiError(
        403, "Forbidden", quoted(resource, name) + " is forbidden: " + why, details);
  }

  static ApiError forbidden(Resource resource, String name, String why) {
    return new ApiError(
        403,
        "Forbidden",
        quoted(resource, name) + " is forbidden: " + why,
        details(resource, name));
  }

  static ApiError expired(String message) {
    return new ApiError(410, "Expired", message, null);
  }

  public static ApiError badRequest(String message) {
    return new ApiError(400, "BadRequest", message, null);
  }

  static ApiError internal(String message) {
    return new ApiError(500, "", message, null);
  }

  static ApiError failed(String what) {
    ObjectNode details = Json.object();
    details.putArray("causes").addObject().put("message", what);
    return new ApiError(500, "InternalError", "Internal error occurred: " + what, details);
  }

  static ApiError unauthorized() {
    return new ApiError(401, "Unauthorized", "Unauthorized", null);
  }

  static ApiError methodNotAllowed() {
    return new ApiError(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        Json.object());
  }

  static ApiError tooLarge() {
    return new ApiError(
        413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", null);
  }

  /** A request that a server refuses without saying what exactly is wrong with it. */
  static ApiError rejected() {
    return new ApiError(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        Json.object());
  }

  /** Wrong parameters, reported as errors of the options object that they make up. */
  static ApiError invalidOptions(String optionsKind, FieldError error) {
    ObjectNode details = Json.object().put("group", "meta.k8s.io").put("kind", optionsKind);
    details
        .putArray("causes")
        .addObject()
        .put("reason", error.reason().text())
        .put("message", error.message())
        .put("field", error.field());
    return new ApiError(
        422, "Invalid", optionsKind + ".meta.k8s.io \"\" is invalid: " + error.text(), details);
  }

  /** A strict patch whose result has fields that the kind does not have. */
  static ApiError invalidPatch(FieldError error) {
    ObjectNode details = Json.object();
    details
        .putArray("causes")
        .addObject()
        .put("reason", error.reason().text())
        .put("message", error.message())
        .put("field", error.field());
    return new ApiError(422, "Invalid", " \"\" is invalid: " + error.text(), details);
  }

  /** Custom objects are only replaced by those who say what they replace. */
  static ApiError unconditionalUpdate(Resource resource, String name) {
    FieldError error =
        new FieldError(
            FieldError.Reason.INVALID,
            "metadata.resourceVersion",
            "Invalid value: 0: must be specified for an update");
    ObjectNode details = details(resource, name);
    details
        .putArray("causes")
        .addObject()
        .put("reason", error.reason().text())
        .put("message", error.message())
        .put("field", error.field());
    return new ApiError(
        422, "Invalid", quoted(resource, name) + " is invalid: " + error.text(), details);
  }

  /** A precondition of a deletion does not hold. */
  static ApiError precondition(Resource resource, String name, String why) {
    ObjectNode details = details(resource, name).put("kind", resource.kind());
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + resource.groupKind() + " \"" + name + "\": " + why,
        details);
  }

  static ApiError unsupportedPatch() {
    return new ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", Json.object());
  }

  static ApiError unsupportedMedia(List<String> accepted) {
    return new ApiError(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted),
        null);
  }
}
