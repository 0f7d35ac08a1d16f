package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization;
import dev.plumbline.kustomize.files.Kustomization.Label;
import dev.plumbline.kustomize.reference.Replacements;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.Origin;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.Entries;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.FieldSpecs;
import dev.plumbline.kustomize.transform.FieldSpecs.Use;
import dev.plumbline.kustomize.transform.Images;
import dev.plumbline.kustomize.transform.NameAffix;
import dev.plumbline.kustomize.transform.NamespaceTransform;
import dev.plumbline.kustomize.transform.Replicas;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.yaml.NodeData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fields of one kustomization change, in the order of the original. */
final class Steps {

  private static final FieldSpec LABELS = new FieldSpec(Gvk.ANY, "metadata/labels", true);

  private final Folder folder;
  private final Kustomization kustomization;
  private final PatchLoader patches;
  private final List<Step> steps = new ArrayList<>();

  Steps(Folder folder) {
    this.folder = folder;
    this.kustomization = folder.kustomization();
    this.patches = new PatchLoader(folder);
  }

  void transform(Accumulator accumulator) {
    builtIn(accumulator.specs());
    steps.addAll(new Plugins(folder).transformers(kustomization.transformers()));
    run(accumulator.resources());
  }

  private void run(Resources resources) {
    for (Step step : steps) {
      folder.context().budget().check(kustomization.file());
      step.run(resources);
    }
  }

  /**
   * Has validators look at the resources.
   *
   * @throws KustomizeException when one does not like what it sees, or changes it
   */
  void validate(Accumulator accumulator) {
    steps.addAll(new Plugins(folder).transformers(kustomization.validators()));
    if (!steps.isEmpty()) {
      List<@Nullable Object> before = data(accumulator.resources());
      run(accumulator.resources());
      if (!before.equals(data(accumulator.resources()))) {
        throw new KustomizeException(
            "", 0, "validators", "validator shouldn't modify the resource map", null);
      }
    }
  }

  private static List<@Nullable Object> data(Resources resources) {
    List<@Nullable Object> data = new ArrayList<>();
    for (Resource resource : resources.list()) {
      data.add(NodeData.of(resource.node()));
    }
    return data;
  }

  private void builtIn(FieldSpecs specs) {
    if (!kustomization.patchesStrategicMerge().isEmpty()) {
      add(
          "PatchStrategicMergeTransformer",
          patches.byName(kustomization.patchesStrategicMerge(), ""));
    }
    kustomization
        .patches()
        .forEach(
            patch ->
                add(
                    "PatchTransformer",
                    patches.patch(patch.path(), patch.patch(), patch.target(), patch.options())));
    String namespace = kustomization.namespace();
    if (!namespace.isEmpty()) {
      add(
          "NamespaceTransformer",
          new NamespaceTransform(
              namespace, specs.of(Use.NAMESPACE), false, NamespaceTransform.Subjects.DEFAULT_ONLY));
    }
    affixes(specs);
    labels(specs);
    if (!kustomization.commonAnnotations().isEmpty()) {
      add(
          "AnnotationsTransformer",
          new Entries(kustomization.commonAnnotations(), specs.of(Use.COMMON_ANNOTATIONS)));
    }
    kustomization
        .patchesJson6902()
        .forEach(
            patch ->
                add(
                    "PatchJson6902Transformer",
                    patches.json(patch.path(), patch.patch(), patch.target())));
    kustomization
        .replicas()
        .forEach(
            replica ->
                add(
                    "ReplicaCountTransformer",
                    new Replicas(replica.name(), replica.count(), specs.of(Use.REPLICAS))));
    kustomization
        .images()
        .forEach(image -> add("ImageTagTransformer", new Images(image, specs.of(Use.IMAGES))));
    if (!kustomization.replacements().isEmpty()) {
      add(
          "ReplacementTransformer",
          new Replacements(new ReplacementLoader(folder).load(kustomization.replacements())));
    }
  }

  private void affixes(FieldSpecs specs) {
    if (!kustomization.namePrefix().isEmpty()) {
      add(
          "PrefixTransformer",
          new NameAffix(kustomization.namePrefix(), "", specs.of(Use.NAME_PREFIX)));
    }
    if (!kustomization.nameSuffix().isEmpty()) {
      add(
          "SuffixTransformer",
          new NameAffix("", kustomization.nameSuffix(), specs.of(Use.NAME_SUFFIX)));
    }
  }

  private void labels(FieldSpecs specs) {
    if (kustomization.labels().isEmpty() && kustomization.commonLabels().isEmpty()) {
      return;
    }
    for (Label label : kustomization.labels()) {
      List<FieldSpec> fields = FieldSpec.merged(label.fields(), specs.of(Use.LABELS));
      if (label.includeSelectors()) {
        fields = FieldSpec.merged(fields, specs.of(Use.COMMON_LABELS));
      } else {
        if (label.includeTemplates()) {
          fields = FieldSpec.merged(fields, specs.of(Use.TEMPLATE_LABELS));
        }
        fields = FieldSpec.merged(fields, List.of(LABELS));
      }
      add("LabelTransformer", new Entries(label.pairs(), fields));
    }
    add("LabelTransformer", new Entries(kustomization.commonLabels(), specs.of(Use.COMMON_LABELS)));
  }

  private void add(String kind, Transformer transformer) {
    Origin origin = folder.origin();
    steps.add(
        new Step(
            transformer, origin == null ? null : origin.builtin(kustomization.fileName(), kind)));
  }
}
