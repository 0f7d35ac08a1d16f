package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes to the fields that a {@link FieldSpec} tells, and has something done to each. */
public final class FieldWalk {

  private final Consumer<Node> change;
  private final Node.@Nullable Kind created;
  private final String createdTag;

  private FieldWalk(Consumer<Node> change, Node.@Nullable Kind created, String createdTag) {
    this.change = change;
    this.created = created;
    this.createdTag = createdTag;
  }

  /** A walk that creates nothing. */
  public static FieldWalk changing(Consumer<Node> change) {
    return new FieldWalk(change, null, Tags.NONE);
  }

  /** A walk that creates fields of a kind where a specification allows it. */
  static FieldWalk creating(Node.Kind created, String tag, Consumer<Node> change) {
    return new FieldWalk(change, created, tag);
  }

  void apply(Resource resource, List<FieldSpec> specs) {
    specs.forEach(spec -> apply(resource, spec));
  }

  /**
   * Applies it to one field of a resource, if the resource is of the right type.
   *
   * @throws KustomizeException when something on the way is neither mapping nor list
   */
  public void apply(Resource resource, FieldSpec spec) {
    if (!resource.isEmpty() && resource.gvk().isSelectedBy(spec.gvk())) {
      try {
        walk(resource.node(), FieldPath.split(spec.path(), '/'), spec.create());
      } catch (YamlException e) {
        throw problem(resource, spec.path(), e);
      }
    }
  }

  static KustomizeException problem(Resource resource, String path, YamlException e) {
    return new KustomizeException("", 0, path, "in " + resource + ": " + e.getMessage(), e);
  }

  private void walk(Node node, List<String> path, boolean create) {
    if (path.isEmpty()) {
      change.accept(node);
      return;
    }
    if (node.isNull()) {
      return;
    }
    switch (node.kind()) {
      case SEQUENCE -> List.copyOf(node.content()).forEach(item -> walk(item, path, create));
      case MAPPING -> walkMapping(node, path, create);
      case SCALAR ->
          throw new YamlException(
              node.line(), "expected a list or a mapping on the way to the field");
    }
  }

  private void walkMapping(Node node, List<String> path, boolean create) {
    boolean list = path.get(0).endsWith("[]");
    String name = list ? path.get(0).substring(0, path.get(0).length() - 2) : path.get(0);
    if (name.isEmpty()) {
      throw new YamlException(node.line(), "cannot set or create an empty field name");
    }
    if (name.equals("*")) {
      throw new YamlException(node.line(), "a wildcard is not supported in this path");
    }
    boolean last = path.size() == 1;
    boolean creates = create && created != null && !list;
    Node.Kind kind =
        list ? Node.Kind.SEQUENCE : !creates ? null : last ? created : Node.Kind.MAPPING;
    Node field =
        creates && kind != null
            ? NodePaths.getOrCreate(node, name, kind)
            : NodePaths.get(node, name);
    if (field == null) {
      return;
    }
    if (field.isNull() && kind != null) {
      field.setKind(kind);
      field.setTag(list ? Tags.NONE : last ? createdTag : Tags.MAP);
    }
    walk(field, path.subList(1, path.size()), create);
  }

  static boolean isType(Resource resource, String kind) {
    return resource.gvk().isSelectedBy(new Gvk("", "", kind));
  }
}
