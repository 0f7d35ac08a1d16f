package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A whole collection at one moment.
 *
 * @param items each with its own apiVersion and kind
 * @param resourceVersion where a watch goes on from
 */
public record ObjectPage(List<ObjectNode> items, String resourceVersion) {
  public ObjectPage {
    items = List.copyOf(items);
  }
}
