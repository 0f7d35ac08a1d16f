package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.sandbox.schema.DecodeException;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.ObjectCodec;
import dev.plumbline.sandbox.schema.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what was sent as its kind, as strictly as the client asks. */
final class StrictDecoder {

  private StrictDecoder() {}

  /** The object as stored; fields that the kind lacks are refused, told or ignored, as asked. */
  static ObjectNode decode(
      Resource resource,
      ObjectNode raw,
      WriteOptions options,
      List<String> warnings,
      Objects.Origin origin) {
    ObjectCodec.Decoded decoded;
    try {
      decoded = ObjectCodec.decode(resource, raw, origin == Objects.Origin.APPLY);
    } catch (DecodeException e) {
      throw ApiError.badRequest(cannotHandle(resource) + e.getMessage());
    }
    if (!decoded.unknown().isEmpty()) {
      switch (options.validation()) {
        case STRICT -> throw strict(resource, raw, decoded.unknown(), origin);
        case WARN ->
            decoded.unknown().forEach(field -> warnings.add("unknown field \"" + field + "\""));
        default -> {}
      }
    }
    return decoded.object();
  }

  /** Judges a status that will not be taken from what was sent, but must be sound all the same. */
  static void check(
      Resource resource,
      ObjectNode raw,
      @Nullable ObjectNode old,
      WriteOptions options,
      List<String> warnings,
      Objects.Origin origin) {
    boolean reset = resource.has("status") && raw.has("status");
    if (reset && (old == null || !raw.path("status").equals(old.path("status")))) {
      List<String> found = new ArrayList<>();
      decode(resource, raw, options, found, origin);
      found.stream().filter(w -> w.contains("\"status.")).forEach(warnings::add);
    }
  }

  private static ApiError strict(
      Resource resource, ObjectNode raw, List<String> unknown, Objects.Origin origin) {
    String fields =
        unknown.stream()
            .map(field -> "unknown field \"" + field + "\"")
            .collect(Collectors.joining(", "));
    String message = "strict decoding error: " + fields;
    return origin != Objects.Origin.BODY
        ? ApiError.invalidPatch(
            FieldError.invalid("patch", TextNode.valueOf(Json.text(raw)), message))
        : ApiError.badRequest(cannotHandle(resource) + message);
  }

  private static String cannotHandle(Resource resource) {
    return resource.kind()
        + " in version \""
        + resource.version()
        + "\" cannot be handled as a "
        + resource.kind()
        + ": ";
  }
}
