package dev.plumbline.kustomize.build;

import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.KustomizeResult;
import dev.plumbline.kustomize.Place;
import dev.plumbline.kustomize.files.Kustomization;
import dev.plumbline.kustomize.files.Root;
import dev.plumbline.kustomize.generate.NameHash;
import dev.plumbline.kustomize.order.LegacyOrder;
import dev.plumbline.kustomize.reference.NameReferences;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.Origin;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.Entries;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.FieldSpecs;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A build from its folder to its output. */
public final class Build {

  private static final String LOCAL_CONFIG = "config.kubernetes.io/local-config";
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String VERSION = "kustomize-v5.6.0";

  private final KustomizeOptions options;
  private final Context context;

  public Build(KustomizeOptions options) {
    this.options = options;
    this.context = new Context(options);
  }

  /**
   * Builds the folder.
   *
   * @throws KustomizeException when it cannot be built
   */
  public KustomizeResult run(FileTree tree, String directory) {
    try {
      FileTree counting = context.budget().counting(tree);
      SymlinkTree links = tree instanceof SymlinkTree given ? given : new SymlinkTree(counting);
      Root root = Root.of(counting, links, directory, options.onlyBelow(), context.remotes());
      Kustomization kustomization = context.kustomizations().read(root);
      try {
        return run(root, kustomization);
      } catch (KustomizeException e) {
        throw e.in(kustomization.file());
      } catch (YamlException e) {
        throw new KustomizeException(
            kustomization.file(), 0, "", String.valueOf(e.getMessage()), e);
      }
    } catch (GitException e) {
      throw new KustomizeException(directory, 0, "", String.valueOf(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new KustomizeException(directory, 0, "", "it is nested too deep", e);
    }
  }

  private KustomizeResult run(Root root, Kustomization kustomization) {
    Origin origin = kustomization.buildMetadata().isEmpty() ? null : Origin.START;
    Folder folder = new Folder(context, root, kustomization, origin, "");
    folder.chooseSchemas();
    Accumulator built = folder.accumulate(new Accumulator());
    Resources resources = built.resources();
    context.budget().check(kustomization.file());
    new NameHash().transform(resources);
    Runnable checkpoint = () -> context.budget().check(kustomization.file());
    new NameReferences(built.specs().nameReferences(), checkpoint).transform(resources);
    context.budget().check(kustomization.file());
    List<String> unused =
        built.variables().resolve(resources, built.specs().of(FieldSpecs.Use.VAR_REFERENCE));
    if (!unused.isEmpty()) {
      context.warnings().add("well-defined vars that were never replaced: " + unused);
    }
    resources.replaceAll(resources.list().stream().filter(Build::isKept).toList());
    sort(resources, kustomization);
    finish(resources, kustomization);
    return result(resources);
  }

  private static boolean isKept(Resource resource) {
    requireName(resource);
    String local = resource.annotations().get(LOCAL_CONFIG);
    return local == null || local.equals("false");
  }

  /** Patches may have taken away what every manifest must have. */
  private static void requireName(Resource resource) {
    String kind = resource.kind();
    boolean nameless = !kind.endsWith("List") && resource.name().isEmpty();
    if (!resource.isEmpty() && (kind.isEmpty() || nameless)) {
      throw new KustomizeException(
          resource.place().file(),
          resource.place().line(),
          "",
          "missing " + (kind.isEmpty() ? "kind" : "metadata.name") + " in object after patches",
          null);
    }
  }

  private void sort(Resources resources, Kustomization kustomization) {
    Kustomization.SortOptions sortOptions = kustomization.sortOptions();
    if (sortOptions != null) {
      LegacyOrder.sort(resources, sortOptions);
    } else if (options.order() == KustomizeOptions.Order.LEGACY) {
      LegacyOrder.sort(resources);
    }
  }

  private static void finish(Resources resources, Kustomization kustomization) {
    List<String> metadata = kustomization.buildMetadata();
    if (metadata.contains("managedByLabel")) {
      FieldSpec labels = new FieldSpec(Gvk.ANY, "metadata/labels", true);
      new Entries(new TreeMap<>(Map.of(MANAGED_BY, VERSION)), List.of(labels)).transform(resources);
    }
    boolean origins = metadata.contains("originAnnotations");
    boolean transformations = metadata.contains("transformerAnnotations");
    resources.list().forEach(resource -> resource.finishAnnotations(origins, transformations));
  }

  private KustomizeResult result(Resources resources) {
    List<Map<String, @Nullable Object>> documents = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (Resource resource : resources.list()) {
      places.add(resource.place());
      try {
        documents.add(NodeData.map(resource.node()));
      } catch (YamlException e) {
        throw new KustomizeException(
            resource.place().file(),
            resource.place().line(),
            "",
            "in " + resource + ", line " + e.line() + ": " + e.getMessage(),
            e);
      }
    }
    return new KustomizeResult(documents, places, context.warnings(), context.remotes().used());
  }
}
