package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.Place;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads manifests from YAML or JSON; lists of them become what is in them. */
public final class ResourceReader {

  private final YamlReader yaml;
  private final int maxResources;

  public ResourceReader(YamlReader yaml, int maxResources) {
    this.yaml = yaml;
    this.maxResources = maxResources;
  }

  /**
   * The resources of a file.
   *
   * @param file where the text is from, for errors
   * @throws KustomizeException for what is no YAML or has no kind or name
   */
  public List<Resource> read(String text, String file) {
    try {
      List<Resource> resources = new ArrayList<>();
      for (Node node : withoutLists(documents(text), file)) {
        resources.add(new Resource(node).at(new Place(file, node.line(), "")));
        if (resources.size() > maxResources) {
          throw new KustomizeException(file, "more than " + maxResources + " resources");
        }
      }
      return resources;
    } catch (YamlException e) {
      throw new KustomizeException(file, e.line(), "", "malformed YAML: " + e.getMessage(), e);
    }
  }

  private List<Node> documents(String text) {
    List<Node> documents = yaml.documents(text);
    if (documents.size() == 1) {
      Node only = documents.get(0);
      String kind = only.fieldText("kind");
      Node items = only.field("items");
      if (items != null && (kind.equals("List") || kind.equals("ResourceList"))) {
        return items.content();
      }
    }
    return documents;
  }

  /** Items of lists come behind everything else, as in the original. */
  private static List<Node> withoutLists(List<Node> documents, String file) {
    Deque<Node> queue = new ArrayDeque<>();
    documents.forEach(document -> enqueue(document, queue, file));
    List<Node> result = new ArrayList<>();
    while (!queue.isEmpty()) {
      Node node = queue.removeFirst();
      Node items = node.fieldText("kind").endsWith("List") ? node.field("items") : null;
      if (items == null) {
        result.add(node);
      } else if (items.isSequence()) {
        items.content().forEach(item -> enqueue(quoted(item), queue, file));
      } else if (!items.isNull()) {
        throw problem(file, items, "items", "expected a list");
      }
    }
    return result;
  }

  private static void enqueue(Node node, Deque<Node> queue, String file) {
    if (node.isNullOrEmpty()) {
      return;
    }
    String kind = text(node, "kind");
    if (kind.isEmpty()) {
      throw problem(file, node, "kind", "missing kind in object, expected a Kubernetes manifest");
    }
    Node metadata = node.field("metadata");
    if (!kind.endsWith("List") && (metadata == null || text(metadata, "name").isEmpty())) {
      throw problem(file, node, "metadata.name", "missing metadata.name in object of kind " + kind);
    }
    queue.addLast(node);
  }

  private static String text(Node node, String field) {
    Node value = node.field(field);
    return value == null || value.isNullOrEmpty() ? "" : value.value();
  }

  /** What was in a list comes out with every string quoted. */
  private static Node quoted(Node node) {
    Node copy = node.copy();
    quoteStrings(copy);
    return copy;
  }

  private static void quoteStrings(Node node) {
    if (node.isString()) {
      node.setStyle(Style.DOUBLE_QUOTED);
    }
    node.content().forEach(ResourceReader::quoteStrings);
  }

  private static KustomizeException problem(String file, Node node, String field, String problem) {
    return new KustomizeException(file, node.line(), field, problem, null);
  }
}
