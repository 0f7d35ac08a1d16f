package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.Replacement;
import dev.plumbline.kustomize.files.Kustomization.ReplacementOptions;
import dev.plumbline.kustomize.files.Kustomization.Source;
import dev.plumbline.kustomize.files.Kustomization.Target;
import dev.plumbline.kustomize.resource.LabelSelector;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.transform.FieldPath;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Copies values from one resource into fields of others. */
public record Replacements(List<Replacement> replacements) implements Transformer {

  private static final String DEFAULT_FIELD = "metadata.name";

  @Override
  public void transform(Resources resources) {
    for (Replacement replacement : replacements) {
      Source source = replacement.source();
      List<Target> targets = replacement.targets();
      if (source == null || targets == null) {
        throw problem("replacements must specify a source and at least one target");
      }
      Node value = value(source, resources);
      targets.forEach(target -> apply(value, target, resources));
    }
  }

  private static KustomizeException problem(String problem) {
    return new KustomizeException("", 0, "replacements", problem, null);
  }

  private static Node value(Source source, Resources resources) {
    List<Resource> matches =
        resources.list().stream()
            .filter(resource -> ids(resource).stream().anyMatch(id -> id.isSelectedBy(source.id())))
            .toList();
    if (matches.size() != 1) {
      throw problem(
          (matches.isEmpty() ? "nothing selected by " : "multiple matches for selector ")
              + source.id());
    }
    String path = source.fieldPath().isEmpty() ? DEFAULT_FIELD : source.fieldPath();
    try {
      Node found = NodeLookup.find(matches.get(0).node(), FieldPath.splitBracketed(path, '.'));
      if (found == null || found.isNullOrEmpty()) {
        throw problem("fieldPath `" + path + "` is missing for replacement source " + source.id());
      }
      return refined(found, source.options());
    } catch (YamlException e) {
      throw problem("error looking up replacement source: " + e.getMessage());
    }
  }

  /** What it is called and was called, without regard to whether that has a namespace. */
  private static List<ResId> ids(Resource resource) {
    List<ResId> ids = new ArrayList<>();
    ResId current = resource.currentId();
    ids.add(new ResId(current.gvk(), current.name(), current.namespace()));
    ids.addAll(resource.previousIds());
    return ids;
  }

  private static Node refined(Node value, ReplacementOptions options) {
    if (options.delimiter().isEmpty()) {
      return value;
    }
    requireScalar(value);
    List<String> parts = split(value.value(), options.delimiter());
    if (options.index() < 0 || options.index() >= parts.size()) {
      throw problem(
          "options.index " + options.index() + " is out of bounds for value " + value.value());
    }
    Node part = value.copy();
    part.setValue(parts.get(options.index()));
    return part;
  }

  private static void requireScalar(Node node) {
    if (!node.isScalar()) {
      throw problem("delimiter option can only be used with scalar nodes");
    }
  }

  private static List<String> split(String text, String delimiter) {
    return new ArrayList<>(Arrays.asList(text.split(Pattern.quote(delimiter), -1)));
  }

  private static void apply(Node value, Target target, Resources resources) {
    Selector select = target.select();
    if (select == null) {
      throw problem("target must specify resources to select");
    }
    for (Resource resource : resources.list()) {
      List<ResId> ids = ids(resource);
      if (hasSelected(resource, select)
          && !isRejectedByLabels(resource, target)
          && ids.stream().anyMatch(id -> id.isSelectedBy(select.id()))
          && !isRejectedById(ids, target)) {
        copy(value, target, resource);
      }
    }
  }

  private static boolean hasSelected(Resource resource, Selector selector) {
    return LabelSelector.parse(selector.annotationSelector()).test(resource.annotations())
        && LabelSelector.parse(selector.labelSelector()).test(resource.labels());
  }

  private static boolean isRejectedByLabels(Resource resource, Target target) {
    return target.reject().stream()
        .filter(each -> !each.annotationSelector().isEmpty() || !each.labelSelector().isEmpty())
        .anyMatch(each -> hasSelected(resource, each));
  }

  private static boolean isRejectedById(List<ResId> ids, Target target) {
    return target.reject().stream()
        .map(Selector::id)
        .filter(rejected -> !rejected.isEmpty())
        .anyMatch(rejected -> ids.stream().anyMatch(id -> id.isSelectedBy(rejected)));
  }

  private static void copy(Node value, Target target, Resource resource) {
    List<String> paths =
        target.fieldPaths().isEmpty() ? List.of(DEFAULT_FIELD) : target.fieldPaths();
    for (String path : paths) {
      List<Node> fields;
      try {
        fields =
            NodeMatcher.find(
                resource.node(),
                FieldPath.splitBracketed(path, '.'),
                target.options().create() ? value.kind() : null);
      } catch (YamlException e) {
        throw missing(path, target, resource, ": " + e.getMessage());
      }
      if (fields.isEmpty()) {
        throw missing(path, target, resource, "");
      }
      fields.forEach(field -> set(field, value, target.options()));
    }
  }

  private static KustomizeException missing(
      String path, Target target, Resource resource, String why) {
    return problem(
        "unable to find "
            + (target.options().create() ? "or create " : "")
            + "field \""
            + path
            + "\" in replacement target "
            + resource
            + why);
  }

  private static void set(Node field, Node value, ReplacementOptions options) {
    Node copy = value.copy();
    if (!options.delimiter().isEmpty()) {
      requireScalar(field);
      List<String> parts = split(field.value(), options.delimiter());
      if (options.index() < 0) {
        parts.add(0, copy.value());
      } else if (options.index() >= parts.size()) {
        parts.add(copy.value());
      } else {
        parts.set(options.index(), copy.value());
      }
      copy.setValue(String.join(options.delimiter(), parts));
    }
    if (field.isScalar()) {
      field.setValue(copy.value());
    } else {
      field.become(copy);
    }
  }
}
