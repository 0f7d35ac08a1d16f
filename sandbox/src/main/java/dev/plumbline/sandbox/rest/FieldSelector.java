package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.sandbox.schema.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A field selector in its query form, for the few fields that each kind supports. */
final class FieldSelector {

  private static final Map<String, Set<String>> SUPPORTED =
      Map.of(
          "Pod",
              Set.of(
                  "spec.nodeName",
                  "spec.restartPolicy",
                  "spec.schedulerName",
                  "spec.serviceAccountName",
                  "status.phase",
                  "status.podIP"),
          "Secret", Set.of("type"),
          "Namespace", Set.of("status.phase"),
          "Service", Set.of("spec.clusterIP", "spec.type"),
          "Job", Set.of("status.successful"),
          "Node", Set.of("spec.unschedulable"),
          "Event",
              Set.of(
                  "involvedObject.kind",
                  "involvedObject.namespace",
                  "involvedObject.name",
                  "involvedObject.uid",
                  "involvedObject.apiVersion",
                  "involvedObject.resourceVersion",
                  "involvedObject.fieldPath",
                  "reason",
                  "source",
                  "type"));

  private FieldSelector() {}

  static Predicate<JsonNode> parse(Resource resource, String text) {
    List<Predicate<JsonNode>> terms = new ArrayList<>();
    for (String term : text.split(",", -1)) {
      if (term.isBlank()) {
        continue;
      }
      boolean not = term.contains("!=");
      String[] parts = term.split(not ? "!=" : "==?", 2);
      if (parts.length != 2) {
        throw ApiError.badRequest(
            "invalid selector: '" + term + "'; can't understand '" + term + "'");
      }
      String field = parts[0].trim();
      String value = parts[1].trim();
      boolean known =
          field.equals("metadata.name")
              || field.equals("metadata.namespace")
              || SUPPORTED.getOrDefault(resource.kind(), Set.of()).contains(field);
      if (!known) {
        throw ApiError.badRequest(
            SUPPORTED.containsKey(resource.kind())
                ? "field label not supported: " + field
                : '"'
                    + field
                    + "\" is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"");
      }
      String pointer = "/" + field.replace('.', '/');
      terms.add(object -> not != object.at(pointer).asText("").equals(value));
    }
    return object -> terms.stream().allMatch(term -> term.test(object));
  }
}
