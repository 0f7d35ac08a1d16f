package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What may not change once an object is there. */
final class Immutability {

  private static final String POD =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
          + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to"
          + " be set to 1 if it was previously negative)";

  private Immutability() {}

  static void check(
      Resource resource, JsonNode rules, JsonNode old, JsonNode object, List<FieldError> errors) {
    for (JsonNode field : rules.path("immutable")) {
      JsonNode now = object.at(Validation.pointer(field.asText()));
      if (!Json.same(old.at(Validation.pointer(field.asText())), now)) {
        errors.add(
            FieldError.invalid(
                field.asText(),
                now.isMissingNode() ? NullNode.instance : now,
                rules.path("immutableMessage").asText("field is immutable")));
      }
    }
    if (rules.has("mutable")) {
      Set<String> mutable = new HashSet<>();
      rules.path("mutable").forEach(name -> mutable.add(name.asText()));
      for (Map.Entry<String, JsonNode> entry : both(old.path("spec"), object.path("spec"))) {
        if (!mutable.contains(entry.getKey())) {
          errors.add(FieldError.forbidden("spec", rules.path("mutableMessage").asText()));
          break;
        }
      }
    }
    if (old.path("immutable").asBoolean()) {
      for (JsonNode field : rules.path("sealed")) {
        if (!Json.same(old.get(field.asText()), object.get(field.asText()))) {
          errors.add(
              FieldError.forbidden(field.asText(), "field is immutable when `immutable` is set"));
        }
      }
    }
    if (resource.isBuiltIn("Pod")) {
      pod(old.path("spec"), object.path("spec"), errors);
    }
    JsonNode ip = old.at("/spec/clusterIP");
    boolean serviceWithAddress =
        resource.isBuiltIn("Service")
            && !ip.asText("").isEmpty()
            && !object.at("/spec/type").asText().equals("ExternalName");
    if (serviceWithAddress && !ip.equals(object.at("/spec/clusterIP"))) {
      errors.add(
          FieldError.invalid(
              "spec.clusterIPs[0]",
              Json.array().add(object.at("/spec/clusterIP").asText("")),
              "may not change once set"));
    }
  }

  private static List<Map.Entry<String, JsonNode>> both(JsonNode old, JsonNode now) {
    List<Map.Entry<String, JsonNode>> changed = new ArrayList<>();
    now.properties()
        .forEach(
            e -> {
              if (!Json.same(old.get(e.getKey()), e.getValue())) {
                changed.add(e);
              }
            });
    old.properties()
        .forEach(
            e -> {
              if (!now.has(e.getKey())) {
                changed.add(e);
              }
            });
    return changed;
  }

  private static void pod(JsonNode old, JsonNode now, List<FieldError> errors) {
    for (String list : List.of("containers", "initContainers")) {
      if (old.path(list).size() != now.path(list).size()) {
        errors.add(
            FieldError.forbidden("spec." + list, "pod updates may not add or remove containers"));
        return;
      }
    }
    if (!Json.same(fixed(old, old), fixed(old, now))) {
      errors.add(FieldError.forbidden("spec", POD));
    }
  }

  /** A pod's spec without what may change in it; a node is found for it once. */
  private static JsonNode fixed(JsonNode old, JsonNode spec) {
    ObjectNode fixed = spec.deepCopy();
    fixed.remove(
        List.of(
            "activeDeadlineSeconds",
            "tolerations",
            "terminationGracePeriodSeconds",
            "schedulingGates",
            "ephemeralContainers"));
    if (old.path("nodeName").asText().isEmpty()) {
      fixed.remove("nodeName");
    }
    for (String list : List.of("containers", "initContainers")) {
      fixed.path(list).forEach(container -> ((ObjectNode) container).remove("image"));
    }
    return fixed;
  }
}
