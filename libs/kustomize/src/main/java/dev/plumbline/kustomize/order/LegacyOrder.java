package dev.plumbline.kustomize.order;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.SortOptions;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The order of the command line tool: what others need first, hooks last, the rest by name. */
public final class LegacyOrder {

  private final List<String> first;
  private final List<String> last;

  private LegacyOrder(List<String> first, List<String> last) {
    this.first = first;
    this.last = last;
  }

  /** Sorts by the default order. */
  public static void sort(Resources resources) {
    new LegacyOrder(Gvk.defaultFirst(), Gvk.defaultLast()).apply(resources);
  }

  /**
   * Sorts as a kustomization says.
   *
   * @throws KustomizeException when it says something else than legacy or fifo, or contradicts
   *     itself
   */
  public static void sort(Resources resources, SortOptions options) {
    List<String> first = options.first();
    if (!options.order().equals("fifo") && !options.order().equals("legacy")) {
      throw problem("the field 'sortOptions.order' must be one of [fifo, legacy]");
    }
    if (options.order().equals("fifo")) {
      if (first != null) {
        throw problem(
            "the field 'sortOptions.legacySortOptions' is set but the selected sort order is"
                + " 'fifo', not 'legacy'");
      }
    } else if (first == null) {
      sort(resources);
    } else {
      new LegacyOrder(first, options.last()).apply(resources);
    }
  }

  private static KustomizeException problem(String problem) {
    return new KustomizeException("", 0, "sortOptions", problem, null);
  }

  private void apply(Resources resources) {
    Map<Resource, ResId> ids = new IdentityHashMap<>();
    resources.list().forEach(resource -> ids.put(resource, resource.currentId()));
    resources.replaceAll(
        resources.list().stream()
            .sorted(
                Comparator.comparing(
                    resource -> ids.getOrDefault(resource, resource.currentId()), this::compare))
            .toList());
  }

  private int compare(ResId a, ResId b) {
    if (!a.gvk().equals(b.gvk())) {
      return compare(a.gvk(), b.gvk());
    }
    return CanonicalJson.compareUtf8(text(a), text(b));
  }

  private int compare(Gvk a, Gvk b) {
    int rank = Integer.compare(Gvk.rank(a.kind(), first, last), Gvk.rank(b.kind(), first, last));
    if (rank != 0) {
      return rank;
    }
    int order = CanonicalJson.compareUtf8(a.sortText(), b.sortText());
    boolean namespaces = a.kind().equals("Namespace") && b.kind().equals("Namespace");
    return namespaces && (a.group().isEmpty() || b.group().isEmpty()) ? -order : order;
  }

  private static String text(ResId id) {
    return id.gvk()
        + "|"
        + (id.namespace().isEmpty() ? "~X" : id.namespace())
        + "|"
        + (id.name().isEmpty() ? "~N" : id.name());
  }
}
