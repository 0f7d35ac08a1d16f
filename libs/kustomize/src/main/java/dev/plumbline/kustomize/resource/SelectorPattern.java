package dev.plumbline.kustomize.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.kustomize.KustomizeException;
import java.util.List;
import java.util.function.Predicate;

/** A selector whose parts are regular expressions that must match whole texts. */
public final class SelectorPattern implements Predicate<Resource> {

  private final Predicate<String> group;
  private final Predicate<String> version;
  private final Predicate<String> kind;
  private final Predicate<String> name;
  private final Predicate<String> namespace;
  private final LabelSelector labels;
  private final LabelSelector annotations;

  /**
   * Compiles a selector.
   *
   * @throws KustomizeException when a part is no regular expression or selector
   */
  public SelectorPattern(Selector selector) {
    ResId id = selector.id();
    this.group = compiled(id.gvk().group());
    this.version = compiled(id.gvk().version());
    this.kind = compiled(id.gvk().kind());
    this.name = compiled(id.name());
    this.namespace = compiled(id.namespace());
    this.labels = LabelSelector.parse(selector.labelSelector());
    this.annotations = LabelSelector.parse(selector.annotationSelector());
  }

  private static Predicate<String> compiled(String pattern) {
    if (pattern.isEmpty()) {
      return text -> true;
    }
    try {
      Pattern compiled = Pattern.compile("^(?:" + pattern + ")$");
      return text -> compiled.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new KustomizeException(
          "", 0, "", "invalid regular expression \"" + pattern + "\": " + e.getDescription(), e);
    }
  }

  /** Those that it selects. */
  public List<Resource> select(Resources resources) {
    return resources.list().stream().filter(this).toList();
  }

  /** Whether what a resource is or was called fits, whatever its labels and annotations are. */
  public boolean fits(ResId id) {
    return namespace.test(id.namespace()) && name.test(id.name()) && fits(id.gvk());
  }

  private boolean fits(Gvk gvk) {
    return group.test(gvk.group()) && version.test(gvk.version()) && kind.test(gvk.kind());
  }

  /** Whether labels and annotations fit. */
  public boolean fitsMetadata(Resource resource) {
    return labels.test(resource.labels()) && annotations.test(resource.annotations());
  }

  @Override
  public boolean test(Resource resource) {
    ResId current = resource.currentId();
    ResId original = resource.originalId();
    return (namespace.test(original.effectiveNamespace())
            || namespace.test(current.effectiveNamespace()))
        && (name.test(original.name()) || name.test(current.name()))
        && fits(current.gvk())
        && fitsMetadata(resource);
  }
}
