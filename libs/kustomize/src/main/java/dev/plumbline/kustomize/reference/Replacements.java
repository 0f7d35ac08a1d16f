package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.Replacement;
import dev.plumbline.kustomize.files.Kustomization.ReplacementOptions;
import dev.plumbline.kustomize.files.Kustomization.Source;
import dev.plumbline.kustomize.files.Kustomization.Target;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.resource.SelectorPattern;
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
      List<Target> targets = replacement.targets();
      if ((replacement.source() == null && replacement.value() == null) || targets == null) {
        throw problem("replacements must specify a source and at least one target");
      }
      Node value = value(replacement, resources);
      targets.forEach(target -> apply(value, target, resources));
    }
  }

  private static KustomizeException problem(String problem) {
    return new KustomizeException("", 0, "replacements", problem, null);
  }

  private static Node value(Replacement replacement, Resources resources) {
    Source source = replacement.source();
    String fixed = replacement.value();
    if (source != null && fixed != null) {
      throw problem("value and resource selectors are mutually exclusive");
    }
    return source == null ? Node.scalar(fixed == null ? "" : fixed) : value(source, resources);
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
    Selected selected = Selected.of(select, target.reject());
    for (Resource resource : resources.list()) {
      if (selected.test(resource, ids(resource))) {
        copy(value, target, resource);
      }
    }
  }

  /** What a target selects and rejects; each part is a pattern for the whole text. */
  private record Selected(
      SelectorPattern select, List<SelectorPattern> byName, List<SelectorPattern> byLabels) {

    static Selected of(Selector select, List<Selector> reject) {
      return new Selected(
          new SelectorPattern(select),
          reject.stream().filter(each -> !each.id().isEmpty()).map(SelectorPattern::new).toList(),
          reject.stream()
              .filter(
                  each -> !each.annotationSelector().isEmpty() || !each.labelSelector().isEmpty())
              .map(SelectorPattern::new)
              .toList());
    }

    boolean test(Resource resource, List<ResId> ids) {
      return select.fitsMetadata(resource)
          && byLabels.stream().noneMatch(each -> each.fitsMetadata(resource))
          && byName.stream().noneMatch(each -> ids.stream().anyMatch(each::fits))
          && ids.stream().anyMatch(select::fits);
    }
  }

  private static void copy(Node value, Target target, Resource resource) {
    List<String> paths =
        target.fieldPaths().isEmpty() ? List.of(DEFAULT_FIELD) : target.fieldPaths();
    for (String path : paths) {
      if (JsonText.set(resource.node(), path, value, target.options().create())) {
        continue;
      }
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
