package dev.plumbline.kustomize.files;

import dev.plumbline.git.FileEntry;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.GeneratorArguments;
import dev.plumbline.kustomize.files.Kustomization.GeneratorOptions;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.Image;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds and reads the kustomization of a folder. */
public final class KustomizationReader {

  private static final List<String> NAMES =
      List.of("kustomization.yaml", "kustomization.yml", "Kustomization");
  private static final String VERSION = "kustomize.config.k8s.io/v1beta1";
  private static final String COMPONENT_VERSION = "kustomize.config.k8s.io/v1alpha1";

  private final YamlReader yaml;

  public KustomizationReader(YamlReader yaml) {
    this.yaml = yaml;
  }

  /** Whether there is a kustomization at all. */
  public static boolean isIn(Root root) {
    return NAMES.stream().anyMatch(name -> isFile(root, name));
  }

  private static boolean isFile(Root root, String name) {
    return root.kind(name).filter(FileEntry.Kind.FILE::equals).isPresent();
  }

  /**
   * Reads the kustomization of a folder.
   *
   * @throws KustomizeException when there is none, more than one, or something is wrong with it
   */
  public Kustomization read(Root root) {
    List<String> names = NAMES.stream().filter(name -> isFile(root, name)).toList();
    String folder = root.display();
    if (names.isEmpty()) {
      throw new KustomizeException(
          folder,
          "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in"
              + " directory '"
              + folder
              + "'");
    }
    if (names.size() > 1) {
      throw new KustomizeException(
          folder, "Found multiple kustomization files under: " + folder + ": " + names);
    }
    String file = root.display(names.get(0));
    try {
      Node document =
          yaml.first(root.text(names.get(0)))
              .orElseThrow(() -> new KustomizeException(file, "kustomization.yaml is empty"));
      FieldReader fields = FieldReader.of(document, file, FieldReader.Mode.STRICT);
      Kustomization kustomization = new Parse(fields, names.get(0)).kustomization();
      if (fields.isEmptyBeside(Set.of("kind", "apiVersion"))) {
        throw new KustomizeException(file, "kustomization.yaml is empty");
      }
      return kustomization;
    } catch (YamlException e) {
      throw new KustomizeException(
          file, e.line(), "", "invalid Kustomization: " + e.getMessage(), e);
    }
  }

  /** Options of a generator or of all of them. */
  static GeneratorOptions options(@Nullable FieldReader fields) {
    if (fields == null) {
      return new GeneratorOptions(new TreeMap<>(), new TreeMap<>(), false, false);
    }
    GeneratorOptions options =
        new GeneratorOptions(
            fields.textMap("labels"),
            fields.textMap("annotations"),
            fields.flag("disableNameSuffixHash"),
            fields.flag("immutable"));
    fields.end();
    return options;
  }

  /** Arguments of a generator of config maps or secrets, up to the end of the fields. */
  private static GeneratorArguments generator(
      FieldReader fields, boolean secret, GeneratorOptions global) {
    List<String> envs = new ArrayList<>(fields.texts("envs"));
    String env = fields.text("env");
    if (!env.isEmpty()) {
      envs.add(env);
    }
    GeneratorArguments arguments =
        new GeneratorArguments(
            fields.line(),
            fields.text("namespace"),
            fields.text("name"),
            fields.text("behavior"),
            fields.texts("literals"),
            fields.texts("files"),
            envs,
            secret ? fields.text("type") : "",
            options(fields.object("options").orElse(null)).over(global));
    fields.end();
    return arguments;
  }

  /** Arguments of a generator that stands alone. */
  public static GeneratorArguments generator(FieldReader fields, boolean secret) {
    return generator(fields, secret, options(null));
  }

  private record Parse(FieldReader fields, String fileName) {

    Kustomization kustomization() {
      boolean component = isComponent();
      ReplacementReader replacements = new ReplacementReader();
      GeneratorOptions global = options(fields.object("generatorOptions").orElse(null));
      fields.node("metadata");
      Kustomization result =
          new Kustomization(
              fields.file(),
              fileName,
              component,
              fields.textMap("openapi"),
              fields.text("namePrefix"),
              fields.text("nameSuffix"),
              fields.text("namespace"),
              fields.textMap("commonLabels"),
              fields.objects("labels", Parse::label),
              fields.textMap("commonAnnotations"),
              fields.texts("patchesStrategicMerge"),
              fields.objects("patchesJson6902", Parse::patch),
              fields.objects("patches", Parse::patch),
              joined(
                  fields.objects("images", Image::read), fields.objects("imageTags", Image::read)),
              fields.objects("replacements", replacements::entry),
              fields.objects("replicas", Parse::replica),
              fields.objects("vars", Selectors::variable),
              fields.object("sortOptions").map(Parse::sortOptions).orElse(null),
              joined(fields.texts("resources"), fields.texts("bases")),
              fields.texts("components"),
              fields.texts("crds"),
              fields.objects("configMapGenerator", each -> generator(each, false, global)),
              fields.objects("secretGenerator", each -> generator(each, true, global)),
              ChartReader.charts(fields),
              fields.texts("configurations"),
              fields.texts("generators"),
              fields.texts("transformers"),
              fields.texts("validators"),
              fields.texts("buildMetadata"),
              warnings());
      fields.end();
      return result;
    }

    private boolean isComponent() {
      String kind = fields.text("kind");
      if (!kind.isEmpty() && !kind.equals("Kustomization") && !kind.equals("Component")) {
        throw fields.problem("kind", "kind should be Kustomization or Component");
      }
      boolean component = kind.equals("Component");
      String expected = component ? COMPONENT_VERSION : VERSION;
      String version = fields.text("apiVersion");
      if (!version.isEmpty() && !version.equals(expected)) {
        throw fields.problem(
            "apiVersion",
            "apiVersion for " + (component ? kind : "Kustomization") + " should be " + expected);
      }
      return component;
    }

    private List<String> warnings() {
      List<String> warnings = new ArrayList<>();
      deprecated("bases", "resources", warnings);
      deprecated("commonLabels", "labels", warnings);
      deprecated("imageTags", "images", warnings);
      deprecated("patchesJson6902", "patches", warnings);
      deprecated("patchesStrategicMerge", "patches", warnings);
      deprecated("vars", "replacements", warnings);
      return warnings;
    }

    private void deprecated(String name, String instead, List<String> warnings) {
      if (fields.has(name)) {
        warnings.add(
            fields.file() + ": '" + name + "' is deprecated, use '" + instead + "' instead");
      }
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
      List<T> joined = new ArrayList<>(first);
      joined.addAll(second);
      return joined;
    }

    private static Kustomization.Label label(FieldReader fields) {
      Kustomization.Label label =
          new Kustomization.Label(
              fields.textMap("pairs"),
              fields.flag("includeSelectors"),
              fields.flag("includeTemplates"),
              fields.objects("fields", FieldSpec::read));
      fields.end();
      return label;
    }

    private static Kustomization.Patch patch(FieldReader fields) {
      Kustomization.Patch patch =
          new Kustomization.Patch(
              fields.text("path"),
              fields.text("patch"),
              fields.object("target").map(Selectors::selector).orElse(null),
              fields.flagMap("options"));
      fields.end();
      return patch;
    }

    private static Kustomization.Replica replica(FieldReader fields) {
      Kustomization.Replica replica =
          new Kustomization.Replica(fields.text("name"), fields.number("count"));
      fields.end();
      return replica;
    }

    private static Kustomization.SortOptions sortOptions(FieldReader fields) {
      FieldReader legacy = fields.object("legacySortOptions").orElse(null);
      Kustomization.SortOptions options =
          new Kustomization.SortOptions(
              fields.text("order"),
              legacy == null ? null : legacy.texts("orderFirst"),
              legacy == null ? List.of() : legacy.texts("orderLast"));
      if (legacy != null) {
        legacy.end();
      }
      fields.end();
      return options;
    }
  }
}
