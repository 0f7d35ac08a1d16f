package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.Replacement;
import dev.plumbline.kustomize.files.Kustomization.ReplacementEntry;
import dev.plumbline.kustomize.files.Kustomization.ReplacementOptions;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.yaml.Node;
import java.util.ArrayList;
import java.util.List;

/** Reads replacements, in a kustomization and in files of their own. */
public final class ReplacementReader {

  private static final ReplacementOptions NO_OPTIONS = new ReplacementOptions("", 0, false);

  /** An entry of {@code replacements}. */
  public ReplacementEntry entry(FieldReader fields) {
    String path = fields.text("path");
    Replacement replacement = replacement(fields);
    fields.end();
    if (path.isEmpty()) {
      return new ReplacementEntry("", replacement);
    }
    boolean inline =
        replacement.source() != null
            || replacement.value() != null
            || replacement.targets() != null;
    if (inline) {
      throw fields.problem("path", "cannot specify both path and inline replacement");
    }
    return new ReplacementEntry(path, null);
  }

  /**
   * The replacements of a file: one, or a list.
   *
   * @throws KustomizeException when it is neither
   */
  public List<Replacement> file(Node document, String file) {
    List<Node> documents = document.isSequence() ? document.content() : List.of(document);
    List<Replacement> replacements = new ArrayList<>();
    for (Node each : documents) {
      replacements.add(replacement(FieldReader.of(each, file, FieldReader.Mode.LENIENT)));
    }
    return replacements;
  }

  private static Replacement replacement(FieldReader fields) {
    Kustomization.Source source =
        fields.object("source").map(ReplacementReader::source).orElse(null);
    List<Kustomization.Target> targets =
        fields.has("targets") ? fields.objects("targets", ReplacementReader::target) : null;
    String value = fields.has("sourceValue") ? fields.text("sourceValue") : null;
    return new Replacement(source, value, targets);
  }

  private static Kustomization.Source source(FieldReader fields) {
    ResId id = Selectors.id(fields);
    Kustomization.Source source =
        new Kustomization.Source(id, fields.text("fieldPath"), options(fields));
    fields.end();
    return source;
  }

  private static Kustomization.Target target(FieldReader fields) {
    Selector select = fields.object("select").map(Selectors::selector).orElse(null);
    Kustomization.Target target =
        new Kustomization.Target(
            select,
            fields.objects("reject", Selectors::selector),
            fields.texts("fieldPaths"),
            options(fields));
    fields.end();
    return target;
  }

  private static ReplacementOptions options(FieldReader fields) {
    FieldReader options = fields.object("options").orElse(null);
    if (options == null) {
      return NO_OPTIONS;
    }
    options.text("encoding");
    ReplacementOptions result =
        new ReplacementOptions(
            options.text("delimiter"), (int) options.number("index"), options.flag("create"));
    options.end();
    return result;
  }
}
