package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Selector;

/** Reads the ways in which configuration names resources. */
public final class Selectors {

  private static final String DEFAULT_FIELD = "metadata.name";

  private Selectors() {}

  /** The parts of an id, without ending the fields. */
  static ResId id(FieldReader fields) {
    return new ResId(
        new Gvk(fields.text("group"), fields.text("version"), fields.text("kind")),
        fields.text("name"),
        fields.text("namespace"));
  }

  /** A whole selector. */
  public static Selector selector(FieldReader fields) {
    Selector selector =
        new Selector(id(fields), fields.text("annotationSelector"), fields.text("labelSelector"));
    fields.end();
    return selector;
  }

  static Kustomization.Variable variable(FieldReader fields) {
    String name = fields.text("name");
    ResId target =
        fields.object("objref").map(Selectors::target).orElse(new ResId(Gvk.ANY, "", ""));
    String path =
        fields
            .object("fieldref")
            .map(
                reference -> {
                  String text = reference.text("fieldPath");
                  reference.end();
                  return text;
                })
            .orElse("");
    fields.end();
    return new Kustomization.Variable(name, target, path.isEmpty() ? DEFAULT_FIELD : path);
  }

  private static ResId target(FieldReader fields) {
    ResId id = id(fields);
    String apiVersion = fields.text("apiVersion");
    fields.end();
    if (apiVersion.isEmpty()) {
      return id;
    }
    Gvk gvk = Gvk.of(apiVersion, id.gvk().kind());
    String group = gvk.group().isEmpty() ? id.gvk().group() : gvk.group();
    return new ResId(new Gvk(group, gvk.version(), gvk.kind()), id.name(), id.namespace());
  }
}
