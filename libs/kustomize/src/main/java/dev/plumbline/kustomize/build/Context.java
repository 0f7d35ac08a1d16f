package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.ChartInflator;
import dev.plumbline.kustomize.KustomizeOptions;
import dev.plumbline.kustomize.files.KustomizationReader;
import dev.plumbline.kustomize.files.Remotes;
import dev.plumbline.kustomize.merge.MergeSchemas;
import dev.plumbline.kustomize.merge.StrategicMerge;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.ResourceReader;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;

/** What all folders of one build share. */
final class Context {

  private final Budget budget;
  private final YamlReader yaml;
  private final ResourceReader resources;
  private final KustomizationReader kustomizations;
  private final Remotes remotes;
  private final ChartInflator charts;
  private final List<String> warnings = new ArrayList<>();
  private MergeSchemas schemas = MergeSchemas.builtIn();
  private boolean schemaChosen;
  private boolean resourcesRead;

  Context(KustomizeOptions options) {
    this.budget = new Budget(options.limits(), options.checkpoint());
    this.remotes = new Remotes(new CountedSources(options.remotes(), budget), budget::counting);
    this.charts = options.charts();
    this.yaml =
        new YamlReader(new YamlLimits(options.limits().maxDepth(), options.limits().maxNodes()));
    this.resources = new ResourceReader(yaml, options.limits().maxResources());
    this.kustomizations = new KustomizationReader(yaml);
  }

  Budget budget() {
    return budget;
  }

  YamlReader yaml() {
    return yaml;
  }

  KustomizationReader kustomizations() {
    return kustomizations;
  }

  Remotes remotes() {
    return remotes;
  }

  ChartInflator charts() {
    return charts;
  }

  List<String> warnings() {
    return warnings;
  }

  StrategicMerge merge() {
    return StrategicMerge.of(schemas);
  }

  boolean isSchemaChosen() {
    return schemaChosen;
  }

  /**
   * The first kustomization that names schemas decides for the rest of the build. The built-in ones
   * stay beside them when resources were read before.
   */
  void chooseSchemas(MergeSchemas chosen) {
    schemas = resourcesRead ? chosen.over(MergeSchemas.builtIn()) : chosen;
    schemaChosen = true;
  }

  List<Resource> read(String text, String file) {
    resourcesRead = true;
    return resources.read(text, file);
  }
}
