package dev.plumbline.kustomize.merge;

import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code $patch} in a patch asks for. */
enum Directive {
  MERGE,
  REPLACE,
  DELETE;

  private static final String KEY = "$patch";

  /**
   * Finds the directive of a node, and takes it out of the patch.
   *
   * @throws YamlException for an unknown one
   */
  static Directive takeFrom(@Nullable Node patch) {
    if (patch == null) {
      return MERGE;
    }
    return switch (patch.kind()) {
      case MAPPING -> ofMapping(patch);
      case SEQUENCE -> ofSequence(patch);
      case SCALAR ->
          throw new YamlException(
              patch.line(), "there is no strategic merge patch for the scalar " + patch.value());
    };
  }

  private static Directive ofMapping(Node patch) {
    Node directive = patch.isNull() ? null : patch.field(KEY);
    if (directive == null) {
      return MERGE;
    }
    Directive result = of(directive);
    patch.remove(KEY);
    return result;
  }

  private static Directive ofSequence(Node patch) {
    for (Node item : patch.content()) {
      Node directive = item.field(KEY);
      if (directive != null) {
        if (item.content().size() > 2) {
          return MERGE;
        }
        Directive result = of(directive);
        Elements.remove(patch, List.of(KEY), List.of(directive.value()));
        return result;
      }
    }
    return MERGE;
  }

  private static Directive of(Node directive) {
    return switch (directive.value()) {
      case "merge" -> MERGE;
      case "replace" -> REPLACE;
      case "delete" -> DELETE;
      default ->
          throw new YamlException(
              directive.line(),
              "unknown patch strategy '"
                  + directive.value()
                  + "', expected merge, replace or delete");
    };
  }
}
