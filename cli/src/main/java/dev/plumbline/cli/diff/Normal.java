package dev.plumbline.cli.diff;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import java.util.List;
import java.util.Map;

/** Objects without what no manifest says: bookkeeping of the API server, and status. */
final class Normal {

  private static final List<String> BOOKKEEPING =
      List.of(
          "managedFields",
          "resourceVersion",
          "generation",
          "uid",
          "creationTimestamp",
          "selfLink",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  /** A manifest within the object, as long as all the rest, and with what is secret in it. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Normal() {}

  static ObjectNode of(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(BOOKKEEPING);
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        annotations.remove(LAST_APPLIED);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    return copy;
  }

  static String yaml(ObjectNode object) {
    StringBuilder yaml = new StringBuilder();
    YamlEmitter.write(Json.mapper().convertValue(object, Map.class), yaml);
    return yaml.toString();
  }
}
