package dev.plumbline.kustomize.transform;

import com.google.re2j.Pattern;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;

/** Replaces an image, in every list of containers and where configuration tells. */
public record Images(Image image, List<FieldSpec> specs) implements Transformer {

  @Override
  public void transform(Resources resources) {
    Pattern pattern = image.pattern();
    List<Resource> changeable =
        resources.list().stream()
            .filter(resource -> !resource.kind().equals("CustomResourceDefinition"))
            .toList();
    for (Resource resource : changeable) {
      try {
        scan(resource.node(), pattern);
      } catch (YamlException e) {
        throw FieldWalk.problem(resource, "containers", e);
      }
    }
    FieldWalk walk = FieldWalk.changing(node -> replace(node, pattern));
    changeable.forEach(resource -> walk.apply(resource, specs));
  }

  private void scan(Node node, Pattern pattern) {
    if (node.isSequence()) {
      node.content().forEach(item -> scan(item, pattern));
    } else if (node.isMapping()) {
      List<Node> content = node.content();
      for (int i = 0; i + 1 < content.size(); i += 2) {
        String key = content.get(i).value();
        Node value = content.get(i + 1);
        scan(value, pattern);
        if (value.isSequence() && (key.equals("containers") || key.equals("initContainers"))) {
          value.content().forEach(container -> replaceIn(container, pattern));
        }
      }
    }
  }

  private void replaceIn(Node container, Pattern pattern) {
    Node field = NodePaths.get(container, "image");
    if (field != null) {
      replace(field, pattern);
    }
  }

  private void replace(Node node, Pattern pattern) {
    NodePaths.requireKind(node, Node.Kind.SCALAR);
    if (pattern.matcher(node.value()).find()) {
      NodePaths.setScalar(node, Tags.NONE, image.applied(node.value()));
    }
  }
}
