package dev.plumbline.sandbox.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;

/**
 * Who set fields, and how. For an apply the version is not part of the identity: one manager has
 * one applied set, whatever version it last used.
 *
 * @param apply whether by server-side apply, rather than by create, update or patch
 * @param apiVersion empty in the identity of an apply
 * @param subresource empty for the object itself
 */
public record FieldManager(String name, boolean apply, String apiVersion, String subresource) {

  public static FieldManager applying(String name, String subresource) {
    return new FieldManager(name, true, "", subresource);
  }

  public static FieldManager updating(String name, String apiVersion, String subresource) {
    return new FieldManager(name, false, apiVersion, subresource);
  }

  static FieldManager of(JsonNode entry) {
    boolean apply = entry.path("operation").asText().equals("Apply");
    return new FieldManager(
        entry.path("manager").asText(),
        apply,
        apply ? "" : entry.path("apiVersion").asText(),
        entry.path("subresource").asText());
  }

  String operation() {
    return apply ? "Apply" : "Update";
  }

  /** The manager as conflict messages name it. */
  public String display() {
    StringBuilder text = new StringBuilder(Json.text(Json.array().add(name).get(0)));
    if (!subresource.isEmpty()) {
      text.append(" with subresource \"").append(subresource).append('"');
    }
    if (!apply) {
      text.append(" using ").append(apiVersion);
    }
    return text.toString();
  }

  void describe(ObjectNode entry, String versionOfFields) {
    entry.put("manager", name);
    entry.put("operation", operation());
    entry.put("apiVersion", versionOfFields);
  }
}
