package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.files.FieldReader;
import dev.plumbline.kustomize.files.Tables;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where each transformer writes, and which fields hold names of what. */
public final class FieldSpecs {

  /** Transformers whose fields can be configured. */
  public enum Use {
    NAME_PREFIX("namePrefix"),
    NAME_SUFFIX("nameSuffix"),
    NAMESPACE("namespace"),
    COMMON_LABELS("commonLabels"),
    LABELS("labels"),
    TEMPLATE_LABELS("templateLabels"),
    COMMON_ANNOTATIONS("commonAnnotations"),
    VAR_REFERENCE("varReference"),
    IMAGES("images"),
    REPLICAS("replicas");

    private final String field;

    Use(String field) {
      this.field = field;
    }
  }

  /** Fields that hold the name of something of a type. */
  public record NameReference(Gvk target, List<FieldSpec> referrers) {}

  private static final FieldSpecs EMPTY = new FieldSpecs(Map.of(), List.of());
  private static final FieldSpecs DEFAULTS = readDefaults();
  private static final FieldSpecs MERGED_DEFAULTS = EMPTY.merged(DEFAULTS);

  private final Map<Use, List<FieldSpec>> specs = new EnumMap<>(Use.class);
  private final List<NameReference> nameReferences;

  public FieldSpecs(
      Map<Use, ? extends Collection<FieldSpec>> specs, Collection<NameReference> nameReferences) {
    for (Use use : Use.values()) {
      this.specs.put(use, sorted(specs.get(use)));
    }
    this.nameReferences =
        nameReferences.stream()
            .sorted(Comparator.comparing(NameReference::target, Gvk.BY_DEPENDENCY))
            .toList();
  }

  private static List<FieldSpec> sorted(@Nullable Collection<FieldSpec> list) {
    return list == null
        ? List.of()
        : list.stream().sorted(Comparator.comparing(FieldSpec::gvk, Gvk.BY_DEPENDENCY)).toList();
  }

  public static FieldSpecs empty() {
    return EMPTY;
  }

  /** What holds where nothing is configured. */
  public static FieldSpecs defaults() {
    return DEFAULTS;
  }

  private static FieldSpecs readDefaults() {
    YamlReader yaml = new YamlReader(new YamlLimits(10, 100_000));
    String name = "field-specs.yaml";
    return read(
        FieldReader.of(
            yaml.first(Tables.text(name)).orElseThrow(), name, FieldReader.Mode.KNOWN_FIELDS));
  }

  /** Reads a file of configuration. */
  public static FieldSpecs read(FieldReader fields) {
    Map<Use, List<FieldSpec>> specs = new EnumMap<>(Use.class);
    for (Use use : Use.values()) {
      specs.put(use, fields.objects(use.field, FieldSpec::read));
    }
    List<NameReference> references =
        fields.objects(
            "nameReference",
            reference -> {
              Gvk target =
                  new Gvk(
                      reference.text("group"), reference.text("version"), reference.text("kind"));
              List<FieldSpec> referrers = reference.objects("fieldSpecs", FieldSpec::read);
              reference.end();
              return new NameReference(target, referrers);
            });
    fields.end();
    return new FieldSpecs(specs, references);
  }

  public List<FieldSpec> of(Use use) {
    return specs.getOrDefault(use, List.of());
  }

  public List<NameReference> nameReferences() {
    return nameReferences;
  }

  /** These and others; one for any type is dropped when one of the same path came before it. */
  public FieldSpecs merge(FieldSpecs others) {
    boolean defaults = others == DEFAULTS || others == MERGED_DEFAULTS;
    if (others == EMPTY || (defaults && this == MERGED_DEFAULTS)) {
      return this;
    }
    return defaults && this == EMPTY ? MERGED_DEFAULTS : merged(others);
  }

  private FieldSpecs merged(FieldSpecs others) {
    Map<Use, List<FieldSpec>> merged = new EnumMap<>(Use.class);
    for (Use use : Use.values()) {
      merged.put(use, FieldSpec.merged(of(use), others.of(use)));
    }
    return new FieldSpecs(merged, mergedReferences(others.nameReferences));
  }

  private List<NameReference> mergedReferences(List<NameReference> more) {
    List<NameReference> merged = new ArrayList<>(nameReferences);
    for (NameReference reference : more) {
      boolean found = false;
      for (int i = 0; i < merged.size(); i++) {
        NameReference known = merged.get(i);
        if (known.target().equals(reference.target())) {
          merged.set(
              i,
              new NameReference(
                  known.target(), FieldSpec.merged(known.referrers(), reference.referrers())));
          found = true;
        }
      }
      if (!found) {
        merged.add(reference);
      }
    }
    return merged;
  }
}
