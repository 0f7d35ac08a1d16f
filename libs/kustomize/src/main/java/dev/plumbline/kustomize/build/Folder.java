package dev.plumbline.kustomize.build;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.GitException;
import dev.plumbline.kustomize.Chart;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.Place;
import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.files.FieldReader;
import dev.plumbline.kustomize.files.Kustomization;
import dev.plumbline.kustomize.files.Kustomization.GeneratorArguments;
import dev.plumbline.kustomize.files.Root;
import dev.plumbline.kustomize.generate.Generator;
import dev.plumbline.kustomize.merge.MergeSchemas;
import dev.plumbline.kustomize.resource.Origin;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.FieldSpecs;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One folder of a build, and the order in which what it says is done. */
final class Folder {

  private static final String BUILT_IN_VERSION = "v1.21.2";

  private final Context context;
  private final Root root;
  private final Kustomization kustomization;
  private final @Nullable Origin origin;

  /** Where charts go that say nothing themselves. */
  private final String namespace;

  Folder(
      Context context,
      Root root,
      Kustomization kustomization,
      @Nullable Origin origin,
      String outerNamespace) {
    String own = kustomization.namespace();
    this.namespace = own.isEmpty() ? outerNamespace : own;
    this.context = context;
    this.root = root;
    this.kustomization = kustomization;
    this.origin = origin;
    context.warnings().addAll(kustomization.warnings());
  }

  Context context() {
    return context;
  }

  Root root() {
    return root;
  }

  Kustomization kustomization() {
    return kustomization;
  }

  @Nullable Origin origin() {
    return origin;
  }

  /**
   * Does all that the folder says.
   *
   * @param accumulator empty, or what a component works on
   */
  Accumulator accumulate(Accumulator accumulator) {
    try {
      addResources(accumulator, kustomization.resources());
      configure(accumulator);
      generate(accumulator);
      Accumulator result = addComponents(accumulator);
      new Steps(this).transform(result);
      new Steps(this).validate(result);
      result.variables().add(kustomization.variables(), result.resources());
      return result;
    } catch (KustomizeException e) {
      throw e.in(kustomization.file());
    } catch (YamlException e) {
      throw new KustomizeException(kustomization.file(), 0, "", String.valueOf(e.getMessage()), e);
    }
  }

  /** Chooses the schemas for merges, unless a folder further out did. */
  void chooseSchemas() {
    String path = kustomization.openApi().get("path");
    String version = kustomization.openApi().get("version");
    if (context.isSchemaChosen()) {
      return;
    }
    if (path != null && version != null) {
      throw openApiProblem("builtin version and custom schema provided, cannot use both");
    }
    if (path != null) {
      context.chooseSchemas(MergeSchemas.of(NodeData.map(document(path))));
    } else if (version != null && !version.isEmpty()) {
      if (!version.equals(BUILT_IN_VERSION)) {
        throw openApiProblem(
            "the specified OpenAPI version is not built in, expected " + BUILT_IN_VERSION);
      }
      context.chooseSchemas(MergeSchemas.builtIn());
    }
  }

  private KustomizeException openApiProblem(String problem) {
    return new KustomizeException(kustomization.file(), 0, "openapi", problem, null);
  }

  /** The one document of a file of configuration. */
  Node document(String path) {
    try {
      return context.yaml().first(root.text(path)).orElseGet(Node::mapping);
    } catch (YamlException e) {
      throw new KustomizeException(
          root.display(path), e.line(), "", "malformed YAML: " + e.getMessage(), e);
    }
  }

  void addResources(Accumulator accumulator, List<String> paths) {
    for (String path : paths) {
      context.budget().check(kustomization.file());
      if (RemoteReference.isUrl(path)) {
        addUrl(accumulator, path);
      } else if (root.kind(path).filter(FileEntry.Kind.FILE::equals).isPresent()) {
        accumulator.resources().appendAll(read(path, root.text(path)));
      } else {
        accumulator.add(nested(path, root.enter(path), null));
      }
    }
  }

  /** A URL is of a file, or else of a repository. */
  private void addUrl(Accumulator accumulator, String url) {
    List<Resource> resources;
    try {
      resources = root.remotes().file(url, bytes -> read(url, root.text(url, bytes)));
    } catch (KustomizeException | GitException e) {
      if (RemoteReference.parse(url).isEmpty()) {
        throw e;
      }
      accumulator.add(nested(url, enter(url, e), null));
      return;
    }
    accumulator.resources().appendAll(resources);
  }

  private Root enter(String url, RuntimeException noFile) {
    try {
      return root.enter(url);
    } catch (KustomizeException | GitException e) {
      e.addSuppressed(noFile);
      throw e;
    }
  }

  private List<Resource> read(String path, String text) {
    List<Resource> resources = context.read(text, root.display(path));
    if (origin != null) {
      resources.forEach(resource -> resource.history().setOrigin(origin.append(path)));
    }
    return resources;
  }

  /** Does what another folder says, on its own or, for a component, on what is there. */
  private Accumulator nested(String path, Root folder, @Nullable Accumulator outer) {
    boolean component = outer != null;
    Kustomization nested = context.kustomizations().read(folder);
    if (component != nested.component()) {
      throw new KustomizeException(
          nested.file(),
          0,
          "kind",
          component
              ? "expected kind 'Component' for path '" + folder.directory() + "'"
              : "expected kind != 'Component' for path '" + folder.directory() + "'",
          null);
    }
    Origin nestedOrigin = origin == null ? null : origin.append(path);
    Folder inner = new Folder(context, folder, nested, nestedOrigin, namespace);
    inner.chooseSchemas();
    return inner.accumulate(outer == null ? new Accumulator() : outer);
  }

  private Accumulator addComponents(Accumulator accumulator) {
    Accumulator result = accumulator;
    for (String path : kustomization.components()) {
      context.budget().check(kustomization.file());
      Accumulator merged = new Accumulator();
      merged.add(nested(path, root.enter(path), result));
      result = merged;
    }
    return result;
  }

  private void configure(Accumulator accumulator) {
    FieldSpecs configured = FieldSpecs.empty();
    for (String path : kustomization.configurations()) {
      configured =
          configured.merge(
              FieldSpecs.read(
                  FieldReader.of(
                      document(path), root.display(path), FieldReader.Mode.KNOWN_FIELDS)));
    }
    accumulator.configure(FieldSpecs.defaults().merge(configured));
    for (String path : kustomization.crds()) {
      accumulator.configure(CrdFields.read(NodeData.map(document(path))));
    }
  }

  private void generate(Accumulator accumulator) {
    Generator generator = new Generator(root);
    for (GeneratorArguments each : kustomization.configMaps()) {
      absorb(accumulator, List.of(generator.configMap(each)), each.line(), "ConfigMapGenerator");
    }
    for (GeneratorArguments each : kustomization.secrets()) {
      absorb(accumulator, List.of(generator.secret(each)), each.line(), "SecretGenerator");
    }
    for (Chart each : kustomization.charts()) {
      List<Resource> inflated = new Charts(this).inflate(each.inNamespace(namespace));
      absorb(accumulator, inflated, 0, "HelmChartInflationGenerator");
    }
    for (Plugins.GeneratorStep step : new Plugins(this).generators()) {
      Resources generated = Resources.of(step.resources());
      generated.setOriginIfNone(step.origin());
      accumulator.resources().absorb(generated.list());
    }
  }

  private void absorb(Accumulator accumulator, List<Resource> generated, int line, String kind) {
    Resources resources = Resources.of(generated);
    resources.list().forEach(each -> each.at(new Place(kustomization.file(), line, kind)));
    if (origin != null) {
      resources.setOriginIfNone(origin.builtin(kustomization.fileName(), kind));
    }
    accumulator.resources().absorb(resources.list());
  }
}
