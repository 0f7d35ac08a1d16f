package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A collection at one moment, or a part of it.
 *
 * @param items each with its own apiVersion and kind
 * @param resourceVersion where a watch goes on from
 * @param next where the next part begins; empty when there is none
 */
public record ObjectPage(List<ObjectNode> items, String resourceVersion, String next) {
  public ObjectPage {
    items = List.copyOf(items);
  }
}
