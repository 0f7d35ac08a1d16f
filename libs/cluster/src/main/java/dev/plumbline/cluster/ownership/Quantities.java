package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a manifest's quantities as an API server does. Else each apply of ours would be a change
 * of spelling to the server, and take the field from everybody who applies the same amount.
 */
public final class Quantities {

  /** Groups of Kubernetes' own in whose kinds there are quantities; others' kinds keep theirs. */
  private static final Set<String> GROUPS =
      Set.of("", "apps", "autoscaling", "batch", "node.k8s.io");

  private final List<String> rewritten = new ArrayList<>();

  private Quantities() {}

  /** Rewrites {@code manifest} itself, and returns the paths of what it rewrote. */
  public static List<String> canonicalise(String group, ObjectNode manifest) {
    Quantities quantities = new Quantities();
    if (GROUPS.contains(group)) {
      quantities.walk(FieldPath.ROOT, manifest);
    }
    return quantities.rewritten;
  }

  private void walk(FieldPath path, JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        FieldPath at = path.field(field.getKey());
        JsonNode value = field.getValue();
        if (value.isContainerNode()) {
          walk(at, value);
        } else if ((value.isTextual() || value.isNumber()) && Spelling.isSurelyQuantity(at)) {
          respell(at, field);
        }
      }
    } else {
      for (int i = 0; i < node.size(); i++) {
        walk(path.index(i), node.path(i));
      }
    }
  }

  private void respell(FieldPath at, Map.Entry<String, JsonNode> field) {
    TextNode canonical = new TextNode(Quantity.canonical(field.getValue().asText()));
    if (!canonical.equals(field.getValue())) {
      field.setValue(canonical);
      rewritten.add(at.text());
    }
  }
}
