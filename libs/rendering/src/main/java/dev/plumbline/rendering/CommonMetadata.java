package dev.plumbline.rendering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.manifests.SourceObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code spec.commonMetadata} into every object, over what it has, as Flux does. */
final class CommonMetadata {

  private CommonMetadata() {}

  /** The objects, changed in place. */
  static List<SourceObject> on(
      List<SourceObject> objects, Application.@Nullable CommonMetadata wanted) {
    if (wanted != null) {
      for (SourceObject object : objects) {
        write(object.manifest(), "labels", wanted.labels());
        write(object.manifest(), "annotations", wanted.annotations());
      }
    }
    return objects;
  }

  /** What is no mapping is left for the checks that follow. */
  private static void write(ObjectNode manifest, String field, Map<String, String> pairs) {
    if (pairs.isEmpty() || !(manifest.get("metadata") instanceof ObjectNode metadata)) {
      return;
    }
    JsonNode before = metadata.path(field);
    if (before.isMissingNode() || before.isNull()) {
      before = metadata.putObject(field);
    }
    if (before instanceof ObjectNode map) {
      pairs.forEach(map::put);
    }
  }
}
