package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A {@code List}, or a typed list such as a {@code ConfigMapList}. */
public final class ManifestList {

  private static final String LIST = "List";

  private ManifestList() {}

  /** A list has items and no name; a kind of somebody's that merely ends so has a name. */
  public static boolean is(ObjectNode manifest) {
    String kind = manifest.path("kind").asText("");
    JsonNode items = manifest.path("items");
    return kind.endsWith(LIST)
        && (items instanceof ArrayNode || (kind.equals(LIST) && items.isNull()))
        && !manifest.path("metadata").has("name");
  }

  /** Its items; those of a typed list need not say what they are, and are completed here. */
  public static List<JsonNode> items(ObjectNode list) {
    List<JsonNode> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      complete(list, item);
      items.add(item);
    }
    return items;
  }

  private static void complete(ObjectNode list, JsonNode item) {
    String kind = list.path("kind").asText("");
    if (item instanceof ObjectNode manifest && !kind.equals(LIST)) {
      if (!manifest.has("apiVersion")) {
        manifest.set("apiVersion", list.path("apiVersion"));
      }
      if (!manifest.has("kind")) {
        manifest.put("kind", kind.substring(0, kind.length() - LIST.length()));
      }
    }
  }
}
