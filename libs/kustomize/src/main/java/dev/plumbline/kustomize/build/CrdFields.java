package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.FieldSpecs;
import dev.plumbline.kustomize.transform.FieldSpecs.NameReference;
import dev.plumbline.kustomize.transform.FieldSpecs.Use;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the marked fields of OpenAPI definitions of custom resources are for. */
final class CrdFields {

  private static final int MAX_DEPTH = 50;

  private final Map<String, ?> definitions;
  private final Map<Use, List<FieldSpec>> specs = new EnumMap<>(Use.class);
  private final List<NameReference> references = new ArrayList<>();

  private CrdFields(Map<String, ?> definitions) {
    this.definitions = definitions;
  }

  static FieldSpecs read(Map<String, ?> definitions) {
    CrdFields fields = new CrdFields(definitions);
    FieldSpecs result = FieldSpecs.empty();
    for (String name : definitions.keySet()) {
      Map<?, ?> properties = fields.properties(name);
      if (properties.containsKey("kind")
          && properties.containsKey("apiVersion")
          && properties.containsKey("metadata")) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        fields.specs.clear();
        fields.references.clear();
        fields.read(new Gvk("", "", kind), name, "", 0);
        result = result.merge(new FieldSpecs(fields.specs, fields.references));
      }
    }
    return result;
  }

  private Map<?, ?> properties(String name) {
    Object schema = get(definitions.get(name), "Schema");
    return get(schema, "properties") instanceof Map<?, ?> map ? map : Map.of();
  }

  private static @Nullable Object get(@Nullable Object map, String name) {
    if (!(map instanceof Map<?, ?> fields)) {
      return null;
    }
    for (Map.Entry<?, ?> entry : fields.entrySet()) {
      if (String.valueOf(entry.getKey()).equalsIgnoreCase(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void read(Gvk gvk, String name, String path, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    properties(name)
        .forEach(
            (property, schema) -> {
              String field = path.isEmpty() ? (String) property : path + "/" + property;
              mark(schema, "x-kubernetes-annotation", Use.COMMON_ANNOTATIONS, gvk, field);
              mark(schema, "x-kubernetes-label-selector", Use.COMMON_LABELS, gvk, field);
              mark(schema, "x-kubernetes-identity", Use.NAME_PREFIX, gvk, field);
              refer(schema, gvk, field);
              if (get(schema, "$ref") instanceof String reference) {
                read(gvk, reference, field, depth + 1);
              }
            });
  }

  private void mark(@Nullable Object schema, String mark, Use use, Gvk gvk, String field) {
    if (get(schema, mark) instanceof String) {
      specs.computeIfAbsent(use, u -> new ArrayList<>()).add(new FieldSpec(gvk, field, false));
    }
  }

  private void refer(@Nullable Object schema, Gvk gvk, String field) {
    if (get(schema, "x-kubernetes-object-ref-api-version") instanceof String version
        && get(schema, "x-kubernetes-object-ref-kind") instanceof String kind) {
      String key =
          get(schema, "x-kubernetes-object-ref-name-key") instanceof String text ? text : "name";
      references.add(
          new NameReference(
              new Gvk("", version, kind), List.of(new FieldSpec(gvk, field + "/" + key, false))));
    }
  }
}
