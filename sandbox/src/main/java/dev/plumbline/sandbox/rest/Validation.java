package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.plumbline.sandbox.schema.CustomKind;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.schema.SchemaValidation;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.Type.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a kind refuses: by its rules in {@code rules.json}, by the enums of its types, by its custom
 * schema.
 */
final class Validation {

  private static final JsonNode RULES = Json.resource("rules.json");

  private Validation() {}

  static JsonNode rules(Resource resource) {
    return resource.custom() == null ? RULES.path(resource.groupKind()) : MissingNode.getInstance();
  }

  /** Errors of an object that shall be created, or that replaces {@code old}. */
  static List<FieldError> errors(Resource resource, @Nullable JsonNode old, JsonNode object) {
    JsonNode rules = rules(resource);
    List<FieldError> errors = new ArrayList<>();
    JsonNode metadata = object.path("metadata");
    if (old == null) {
      errors.addAll(Names.object(metadata.path("name").asText(), rules));
    }
    errors.addAll(Names.labels(metadata.path("labels")));
    errors.addAll(Names.annotations(metadata.path("annotations")));
    if (old != null && metadata.has("deletionTimestamp")) {
      newFinalizers(old.path("metadata"), metadata, errors);
    }
    CustomKind custom = resource.custom();
    if (custom != null) {
      errors.addAll(SchemaValidation.errors(custom.schema(), object));
      return errors;
    }
    for (JsonNode required : rules.path("required")) {
      if (absent(object.at(pointer(required.asText())))) {
        errors.add(FieldError.required(required.asText()));
      }
    }
    for (String part : List.of("spec", "type")) {
      Field field = resource.type().fields().get(part);
      if (field != null && object.has(part)) {
        enums(field.type().get(), object.path(part), part, errors);
      }
    }
    boolean mixed =
        object.at("/spec/strategy/type").asText().equals("Recreate")
            && object.at("/spec/strategy").has("rollingUpdate");
    if (mixed) {
      errors.add(
          FieldError.forbidden(
              "spec.strategy.rollingUpdate",
              "may not be specified when strategy `type` is 'Recreate'"));
    }
    if (rules.path("template").asBoolean()) {
      template(resource, object, errors);
    }
    if (resource.isBuiltIn("ConfigMap") || resource.isSecret()) {
      errors.addAll(Names.dataKeys(object));
    }
    if (resource.isBuiltIn("Service")) {
      servicePorts(object.path("spec"), errors);
    }
    if (old != null) {
      Immutability.check(resource, rules, old, object, errors);
    }
    return errors;
  }

  private static void newFinalizers(JsonNode old, JsonNode metadata, List<FieldError> errors) {
    List<String> added = new ArrayList<>();
    metadata.path("finalizers").forEach(f -> added.add('"' + f.asText() + '"'));
    old.path("finalizers").forEach(f -> added.remove('"' + f.asText() + '"'));
    if (!added.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              "metadata.finalizers",
              "no new finalizers can be added if the object is being deleted, found new"
                  + " finalizers []string{"
                  + String.join(", ", added)
                  + "}"));
    }
  }

  private static void enums(Type type, JsonNode value, String path, List<FieldError> errors) {
    if (type.isList() && value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        enums(type.element(), value.get(i), path + "[" + i + "]", errors);
      }
    } else if (type.isMap() && value.isObject()) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        Field field = type.fields().get(entry.getKey());
        String at = path + "." + entry.getKey();
        List<String> allowed = field == null ? List.of() : field.allowed();
        boolean refused =
            !allowed.isEmpty()
                && entry.getValue().isTextual()
                && !entry.getValue().asText().isEmpty()
                && !allowed.contains(entry.getValue().asText());
        if (refused) {
          errors.add(FieldError.unsupported(at, entry.getValue(), allowed));
        } else {
          enums(type.field(entry.getKey()), entry.getValue(), at, errors);
        }
      }
    }
  }

  private static void template(Resource resource, JsonNode object, List<FieldError> errors) {
    boolean pod = resource.kind().equals("Pod");
    String path = pod ? "spec" : "spec.template.spec";
    JsonNode spec = object.at(pointer(path));
    if (!pod) {
      JsonNode selector = object.at("/spec/selector");
      JsonNode labels = object.at("/spec/template/metadata/labels");
      if (absent(selector) || !LabelSelector.of(selector).test(labels)) {
        errors.add(
            FieldError.invalid(
                "spec.template.metadata.labels",
                labels.isMissingNode() ? NullNode.instance : labels,
                "`selector` does not match template `labels`"));
      }
    }
    if (spec.path("containers").isEmpty()) {
      errors.add(FieldError.required(path + ".containers"));
    }
    JsonNode volumes = spec.path("volumes");
    Set<String> usable = new HashSet<>();
    for (int i = 0; i < volumes.size(); i++) {
      if (volume(volumes.get(i), path + ".volumes[" + i + "]", errors)) {
        usable.add(volumes.get(i).path("name").asText());
      }
    }
    for (String list : List.of("containers", "initContainers")) {
      containers(spec.path(list), path + "." + list, usable, errors);
    }
  }

  private static void containers(
      JsonNode containers, String path, Set<String> volumes, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      JsonNode container = containers.get(i);
      String at = path + "[" + i + "]";
      String name = container.path("name").asText();
      if (name.isEmpty()) {
        errors.add(FieldError.required(at + ".name"));
      } else if (!seen.add(name)) {
        errors.add(
            new FieldError(
                FieldError.Reason.DUPLICATE,
                at + ".name",
                "Duplicate value: " + container.path("name")));
      }
      if (container.path("image").asText().isEmpty()) {
        errors.add(FieldError.required(at + ".image"));
      }
      environment(container.path("env"), at + ".env", errors);
      portNames(container.path("ports"), at + ".ports", errors);
      for (int m = 0; m < container.path("volumeMounts").size(); m++) {
        JsonNode mount = container.path("volumeMounts").get(m);
        if (!volumes.contains(mount.path("name").asText())) {
          errors.add(
              new FieldError(
                  FieldError.Reason.NOT_FOUND,
                  at + ".volumeMounts[" + m + "].name",
                  "Not found: " + mount.path("name")));
        }
      }
    }
  }

  private static void environment(JsonNode env, String path, List<FieldError> errors) {
    for (int i = 0; i < env.size(); i++) {
      JsonNode variable = env.get(i);
      if (!variable.path("value").asText().isEmpty() && variable.has("valueFrom")) {
        errors.add(
            new FieldError(
                FieldError.Reason.INVALID,
                path + "[" + i + "].valueFrom",
                "Invalid value: \"\": may not be specified when `value` is not empty"));
      }
    }
  }

  /** Returns whether the volume has one source, as it must. */
  private static boolean volume(JsonNode volume, String path, List<FieldError> errors) {
    List<String> sources = new ArrayList<>();
    volume.fieldNames().forEachRemaining(sources::add);
    sources.remove("name");
    sources.sort(
        Comparator.comparing(s -> s.equals("emptyDir") ? 0 : s.equals("hostPath") ? 1 : 2));
    for (String more : sources.subList(Math.min(1, sources.size()), sources.size())) {
      errors.add(
          FieldError.forbidden(path + "." + more, "may not specify more than 1 volume type"));
    }
    return sources.size() == 1;
  }

  private static void servicePorts(JsonNode spec, List<FieldError> errors) {
    String type = spec.path("type").asText();
    boolean headless = spec.path("clusterIP").asText().equals("None");
    if (!type.equals("ExternalName") && !headless && spec.path("ports").isEmpty()) {
      errors.add(FieldError.required("spec.ports"));
    }
    for (int i = 0; i < spec.path("ports").size(); i++) {
      JsonNode port = spec.path("ports").get(i);
      int number = port.path("port").asInt();
      if (number < 1 || number > 65_535) {
        errors.add(
            FieldError.invalid(
                "spec.ports[" + i + "].port",
                port.path("port"),
                "must be between 1 and 65535, inclusive"));
      }
      if (spec.path("ports").size() > 1 && port.path("name").asText().isEmpty()) {
        errors.add(FieldError.required("spec.ports[" + i + "].name"));
      }
    }
    portNames(spec.path("ports"), "spec.ports", errors);
  }

  private static void portNames(JsonNode ports, String path, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode name = ports.get(i).path("name");
      if (!name.asText().isEmpty() && !seen.add(name.asText())) {
        errors.add(
            new FieldError(
                FieldError.Reason.DUPLICATE,
                path + "[" + i + "].name",
                "Duplicate value: " + name));
      }
    }
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  static String pointer(String dotted) {
    return "/" + dotted.replace('.', '/');
  }
}
