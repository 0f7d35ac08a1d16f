package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Brings an object that a client wrote, or that a merge made, into the form in which it is stored.
 */
public final class ObjectCodec {

  private ObjectCodec() {}

  /**
   * A stored form and the fields that were dropped on the way to it.
   *
   * @param unknown paths of fields that the kind does not have
   */
  public record Decoded(ObjectNode object, List<String> unknown) {
    public Decoded {
      unknown = List.copyOf(unknown);
    }
  }

  /**
   * Decodes, converts and fills in defaults. The argument is not changed.
   *
   * @param keepNulls leave nulls of custom kinds to validation, as the result of an apply is
   * @throws DecodeException if a field has a value of the wrong sort
   */
  public static Decoded decode(Resource resource, ObjectNode raw, boolean keepNulls)
      throws DecodeException {
    CustomKind custom = resource.custom();
    if (custom == null) {
      Decoding.Decoded decoded = Decoding.decode(resource.type(), raw);
      ObjectNode object = decoded.value();
      if (resource.isSecret()) {
        mergeStringData(object);
      }
      Defaults.fill(resource.type(), object);
      return new Decoded(ordered(resource, object), decoded.unknown());
    }
    ObjectNode object = raw.deepCopy();
    List<String> unknown = new ArrayList<>();
    JsonNode metadata = object.path("metadata");
    if (metadata.isObject()) {
      Decoding.Decoded meta = Decoding.decode(TypeTable.BUILT_IN.objectMeta(), metadata);
      meta.unknown().forEach(name -> unknown.add("metadata." + name));
      object.set("metadata", meta.value());
    } else {
      object.putObject("metadata");
    }
    unknown.addAll(custom.schema().prune(object));
    custom.schema().fillDefaults(object, keepNulls);
    return new Decoded(ordered(resource, object), unknown);
  }

  /**
   * What a kind looks like before anyone has set anything: the left side when a create is compared.
   */
  public static ObjectNode zero(Resource resource) {
    ObjectNode empty = Json.object();
    if (resource.custom() == null) {
      try {
        empty = Decoding.decode(resource.type(), empty).value();
      } catch (DecodeException e) {
        throw new IllegalStateException("an empty object must decode", e);
      }
    }
    return ordered(resource, empty);
  }

  private static ObjectNode ordered(Resource resource, ObjectNode object) {
    ObjectNode ordered = Json.object();
    ordered.put("apiVersion", resource.apiVersion());
    ordered.put("kind", resource.kind());
    ordered.putObject("metadata");
    object.remove(List.of("apiVersion", "kind"));
    ordered.setAll(object);
    return ordered;
  }

  private static void mergeStringData(ObjectNode secret) {
    JsonNode clear = secret.remove("stringData");
    if (clear == null || clear.isEmpty()) {
      return;
    }
    ObjectNode data = Json.child(secret, "data");
    for (Map.Entry<String, JsonNode> entry : clear.properties()) {
      byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
      data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }
}
