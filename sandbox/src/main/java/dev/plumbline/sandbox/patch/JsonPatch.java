package dev.plumbline.sandbox.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;

/** JSON patch (RFC 6902), bounded as an API server bounds it. */
public final class JsonPatch {

  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /**
   * The patched value; the arguments are not changed.
   *
   * @throws PatchException if an operation is malformed, its path is absent, or a test fails
   */
  public static JsonNode apply(JsonNode target, JsonNode patch) throws PatchException {
    if (!patch.isArray()) {
      throw new PatchException("a JSON patch must be an array of operations", true);
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw new PatchException(
          "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS, true);
    }
    JsonNode result = target.deepCopy();
    for (JsonNode operation : patch) {
      result = one(result, operation);
    }
    return result;
  }

  private static JsonNode one(JsonNode root, JsonNode operation) throws PatchException {
    String op = operation.path("op").asText();
    JsonPointer path = pointer(operation.path("path"));
    switch (op) {
      case "add":
        return add(root, path, value(operation));
      case "replace":
        require(root, path, op);
        return path.matches() ? value(operation) : replace(root, path, value(operation));
      case "remove":
        require(root, path, op);
        return remove(root, path);
      case "test":
        if (!Json.same(nullable(root.at(path)), nullable(value(operation)))) {
          throw new PatchException(
              "testing value " + operation.path("path").asText() + " failed", false);
        }
        return root;
      case "move", "copy":
        JsonPointer from = pointer(operation.path("from"));
        require(root, from, op);
        JsonNode moved = root.at(from).deepCopy();
        return add(op.equals("move") ? remove(root, from) : root, path, moved);
      default:
        throw new PatchException("unexpected operation kind: " + op, true);
    }
  }

  private static JsonNode nullable(JsonNode node) {
    return node.isMissingNode() ? com.fasterxml.jackson.databind.node.NullNode.instance : node;
  }

  private static JsonPointer pointer(JsonNode text) throws PatchException {
    try {
      return JsonPointer.compile(text.asText());
    } catch (IllegalArgumentException e) {
      throw new PatchException("not a JSON pointer: " + text.asText(), true);
    }
  }

  private static JsonNode value(JsonNode operation) throws PatchException {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw new PatchException("operation has no value: " + operation.path("path").asText(), true);
    }
    return value.deepCopy();
  }

  private static void require(JsonNode root, JsonPointer path, String op) throws PatchException {
    if (root.at(path).isMissingNode()) {
      throw new PatchException(
          op + " operation does not apply: doc is missing path: " + path + ": missing value",
          false);
    }
  }

  private static JsonNode add(JsonNode root, JsonPointer path, JsonNode value)
      throws PatchException {
    if (path.matches()) {
      return value;
    }
    JsonNode parent = root.at(path.head());
    String name = path.last().getMatchingProperty();
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
    } else if (parent instanceof ArrayNode array) {
      if (name.equals("-")) {
        array.add(value);
      } else {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index > array.size()) {
          throw new PatchException(
              "add operation does not apply: Unable to access invalid index: " + name, false);
        }
        array.insert(index, value);
      }
    } else {
      throw new PatchException(
          "add operation does not apply: doc is missing path: \"" + path + "\": missing value",
          false);
    }
    return root;
  }

  private static JsonNode replace(JsonNode root, JsonPointer path, JsonNode value) {
    JsonNode parent = root.at(path.head());
    if (parent instanceof ArrayNode array) {
      array.set(path.last().getMatchingIndex(), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(path.last().getMatchingProperty(), value);
    }
    return root;
  }

  private static JsonNode remove(JsonNode root, JsonPointer path) {
    JsonNode parent = root.at(path.head());
    if (parent instanceof ArrayNode array) {
      array.remove(path.last().getMatchingIndex());
    } else if (parent instanceof ObjectNode object) {
      object.remove(path.last().getMatchingProperty());
    }
    return root;
  }
}
