package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.FieldReader;
import dev.plumbline.kustomize.resource.Gvk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A field of some types.
 *
 * @param gvk the types; empty parts match any
 * @param path separated by slashes; lists on the way are gone into
 * @param create whether the path is made where it is missing
 */
public record FieldSpec(Gvk gvk, String path, boolean create) {

  /** Reads one from configuration. */
  public static FieldSpec read(FieldReader fields) {
    FieldSpec spec =
        new FieldSpec(
            new Gvk(fields.text("group"), fields.text("version"), fields.text("kind")),
            fields.text("path"),
            fields.flag("create"));
    fields.end();
    return spec;
  }

  /**
   * A list with more in it, each once.
   *
   * @throws KustomizeException when two differ in nothing but whether to create
   */
  public static List<FieldSpec> merged(List<FieldSpec> specs, Collection<FieldSpec> more) {
    List<FieldSpec> merged = new ArrayList<>(specs);
    for (FieldSpec spec : more) {
      FieldSpec known = merged.stream().filter(each -> each.covers(spec)).findFirst().orElse(null);
      if (known == null) {
        merged.add(spec);
      } else if (known.create != spec.create) {
        throw new KustomizeException(
            "", "conflicting fieldspecs for " + spec.path + ": they differ in create");
      }
    }
    return merged;
  }

  private boolean covers(FieldSpec other) {
    return path.equals(other.path) && gvk.isSelectedBy(other.gvk);
  }
}
