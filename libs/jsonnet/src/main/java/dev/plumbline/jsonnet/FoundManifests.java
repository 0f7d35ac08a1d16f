package dev.plumbline.jsonnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.manifests.ManifestList;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.SourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The manifests in a value: itself, the items of its arrays and lists, and the fields of its
 * objects, to any depth and in the order of the value. An object is a manifest when it has both
 * {@code apiVersion} and {@code kind}; null is nothing; everything else is a fault.
 */
final class FoundManifests {

  private final String file;
  private final List<SourceObject> objects = new ArrayList<>();
  private final List<SourceError> errors = new ArrayList<>();

  private FoundManifests(String file) {
    this.file = file;
  }

  static FoundManifests in(JsonNode value, String file) {
    FoundManifests found = new FoundManifests(file);
    found.add(value, "");
    return found;
  }

  List<SourceObject> objects() {
    return objects;
  }

  List<SourceError> errors() {
    return errors;
  }

  private void add(JsonNode value, String path) {
    if (value instanceof ObjectNode object) {
      addObject(object, path);
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        add(array.get(i), path + "[" + i + "]");
      }
    } else if (!value.isNull()) {
      fault(path, "expected a manifest, or an array or object of manifests, found " + kind(value));
    }
  }

  private void addObject(ObjectNode object, String path) {
    boolean hasVersion = object.path("apiVersion").isTextual();
    boolean hasKind = object.path("kind").isTextual();
    if (hasVersion && hasKind) {
      if (ManifestList.is(object)) {
        List<JsonNode> items = ManifestList.items(object);
        for (int i = 0; i < items.size(); i++) {
          add(items.get(i), path + ".items[" + i + "]");
        }
      } else {
        objects.add(new SourceObject(object, new Place(file, null)));
      }
    } else if (hasVersion || hasKind) {
      fault(path, "there is " + (hasKind ? "kind but no apiVersion" : "apiVersion but no kind"));
    } else {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        add(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey());
      }
    }
  }

  private void fault(String path, String message) {
    String where = path.isEmpty() ? "the value" : path;
    errors.add(
        new SourceError(file, null, path.isEmpty() ? null : path, "in " + where + ": " + message));
  }

  private static String kind(JsonNode value) {
    return value.isTextual() ? "a text" : value.isNumber() ? "a number" : "a boolean";
  }
}
