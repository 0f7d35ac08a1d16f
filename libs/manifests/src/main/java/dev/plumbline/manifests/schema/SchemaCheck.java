package dev.plumbline.manifests.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds fields that kinds do not have, as an API server does that is told to be strict. Kinds that
 * neither the destination nor a definition of the same render describes are not checked.
 */
public final class SchemaCheck {

  private static final String DEFINITION = "CustomResourceDefinition";
  private static final String DEFINITIONS = "apiextensions.k8s.io/";

  private final Function<String, Optional<GroupSchema>> destination;
  private final Map<String, KindSchema> defined = new HashMap<>();

  private SchemaCheck(Function<String, Optional<GroupSchema>> destination) {
    this.destination = destination;
  }

  /**
   * A check of the objects of one render.
   *
   * @param destination by apiVersion; empty where the destination publishes nothing
   * @param manifests all of the render: what a definition among them says goes before what the
   *     destination says, since it is applied first
   */
  public static SchemaCheck of(
      Function<String, Optional<GroupSchema>> destination, Collection<ObjectNode> manifests) {
    SchemaCheck check = new SchemaCheck(destination);
    for (ObjectNode manifest : manifests) {
      if (manifest.path("kind").asText().equals(DEFINITION)
          && manifest.path("apiVersion").asText().startsWith(DEFINITIONS)) {
        check.define(manifest.path("spec"));
      }
    }
    return check;
  }

  /** The fields of a manifest that its kind does not have, at most twenty. */
  public List<UnknownField> unknownFields(ObjectNode manifest) {
    String apiVersion = manifest.path("apiVersion").asText();
    String kind = manifest.path("kind").asText();
    KindSchema schema = defined.get(apiVersion + "/" + kind);
    if (schema == null) {
      schema = destination.apply(apiVersion).flatMap(s -> s.kind(apiVersion, kind)).orElse(null);
    }
    return schema == null ? List.of() : schema.unknownFields(manifest);
  }

  private void define(JsonNode spec) {
    String kind = spec.path("names").path("kind").asText();
    for (JsonNode version : spec.path("versions")) {
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      if (schema.isObject() && version.path("served").asBoolean()) {
        String apiVersion = spec.path("group").asText() + "/" + version.path("name").asText();
        ShapeTable.Reader reader = new ShapeTable.Reader(ObjectMeta.COMPONENTS);
        int root = reader.object(schema);
        defined.put(apiVersion + "/" + kind, new KindSchema(reader.table(), root));
      }
    }
  }
}
