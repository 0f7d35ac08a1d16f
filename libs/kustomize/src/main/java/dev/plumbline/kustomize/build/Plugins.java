package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.Place;
import dev.plumbline.kustomize.files.ChartReader;
import dev.plumbline.kustomize.files.FieldReader;
import dev.plumbline.kustomize.files.Kustomization.GeneratorArguments;
import dev.plumbline.kustomize.files.KustomizationReader;
import dev.plumbline.kustomize.files.ReplacementReader;
import dev.plumbline.kustomize.files.Selectors;
import dev.plumbline.kustomize.generate.Generator;
import dev.plumbline.kustomize.generate.IamPolicy;
import dev.plumbline.kustomize.generate.NameHash;
import dev.plumbline.kustomize.reference.Replacements;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.Origin;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.Entries;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.Image;
import dev.plumbline.kustomize.transform.Images;
import dev.plumbline.kustomize.transform.NameAffix;
import dev.plumbline.kustomize.transform.NamespaceTransform;
import dev.plumbline.kustomize.transform.Replicas;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.transform.ValueAdd;
import dev.plumbline.kustomize.yaml.NodeData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Built-in generators and transformers that are configured as resources. Others are refused. */
final class Plugins {

  /** What a generator made, and who asked for it. */
  record GeneratorStep(List<Resource> resources, @Nullable Origin origin) {}

  private final Folder folder;

  Plugins(Folder folder) {
    this.folder = folder;
  }

  List<GeneratorStep> generators() {
    List<GeneratorStep> steps = new ArrayList<>();
    for (Resource plugin : load(folder.kustomization().generators()).list()) {
      List<Resource> generated = generated(plugin);
      Place place = plugin.place();
      generated.forEach(each -> each.at(new Place(place.file(), place.line(), plugin.kind())));
      steps.add(new GeneratorStep(generated, origin(plugin)));
    }
    return steps;
  }

  List<Step> transformers(List<String> entries) {
    List<Step> steps = new ArrayList<>();
    for (Resource plugin : load(entries).list()) {
      steps.add(new Step(transformer(plugin), origin(plugin)));
    }
    return steps;
  }

  /** Each entry is a configuration, or the path of a file or folder with some. */
  private Resources load(List<String> entries) {
    Accumulator accumulator = new Accumulator();
    List<String> paths = new ArrayList<>();
    for (String entry : entries) {
      try {
        List<Resource> inline = folder.context().read(entry, folder.kustomization().file());
        Origin origin = folder.origin();
        if (origin != null) {
          inline.forEach(
              each -> each.history().setOrigin(origin.append(folder.kustomization().fileName())));
        }
        accumulator.resources().appendAll(inline);
      } catch (KustomizeException e) {
        paths.add(entry);
      }
    }
    folder.addResources(accumulator, paths);
    return accumulator.resources();
  }

  private static @Nullable Origin origin(Resource plugin) {
    Origin origin = plugin.history().origin();
    return origin == null
        ? null
        : origin.configures(
            new Origin.Configuration(
                plugin.apiVersion(), plugin.kind(), plugin.name(), plugin.namespace()));
  }

  private static void requireBuiltIn(Resource plugin) {
    Gvk gvk = plugin.gvk();
    if (!gvk.group().isEmpty() || !gvk.version().equals("builtin")) {
      throw new KustomizeException(
          "",
          "external plugins are not run: "
              + plugin
              + " is none of the built-in generators and transformers");
    }
  }

  private static KustomizeException unknown(Resource plugin) {
    return new KustomizeException("", "unable to load builtin " + plugin.gvk());
  }

  private FieldReader configuration(Resource plugin) {
    return FieldReader.of(
        NodeData.toNode(NodeData.of(plugin.node())),
        folder.kustomization().file(),
        FieldReader.Mode.LENIENT);
  }

  private List<Resource> generated(Resource plugin) {
    requireBuiltIn(plugin);
    FieldReader fields = configuration(plugin);
    Generator generator = new Generator(folder.root());
    return switch (plugin.kind()) {
      case "ConfigMapGenerator" -> List.of(generator.configMap(arguments(fields, plugin, false)));
      case "SecretGenerator" -> List.of(generator.secret(arguments(fields, plugin, true)));
      case "IAMPolicyGenerator" -> List.of(IamPolicy.generate(fields));
      case "HelmChartInflationGenerator" ->
          new Charts(folder).inflate(ChartReader.standingAlone(fields));
      default -> throw unknown(plugin);
    };
  }

  private static GeneratorArguments arguments(FieldReader fields, Resource plugin, boolean secret) {
    GeneratorArguments own = KustomizationReader.generator(fields, secret);
    return new GeneratorArguments(
        own.line(),
        own.namespace().isEmpty() ? plugin.namespace() : own.namespace(),
        own.name().isEmpty() ? plugin.name() : own.name(),
        own.behavior(),
        own.literals(),
        own.files(),
        own.envs(),
        own.type(),
        own.options());
  }

  private Transformer transformer(Resource plugin) {
    requireBuiltIn(plugin);
    FieldReader fields = configuration(plugin);
    List<FieldSpec> specs = fields.objects("fieldSpecs", FieldSpec::read);
    PatchLoader patches = new PatchLoader(folder);
    return switch (plugin.kind()) {
      case "AnnotationsTransformer" -> new Entries(fields.textMap("annotations"), specs);
      case "LabelTransformer" -> new Entries(fields.textMap("labels"), specs);
      case "HashTransformer" -> new NameHash();
      case "ImageTagTransformer" ->
          new Images(
              fields.object("imageTag").map(Image::read).orElse(new Image("", "", "", "", "")),
              specs);
      case "NamespaceTransformer" ->
          new NamespaceTransform(
              plugin.namespace(),
              specs,
              fields.flag("unsetOnly"),
              NamespaceTransform.Subjects.of(fields.text("setRoleBindingSubjects")));
      case "PatchJson6902Transformer" ->
          patches.json(
              fields.text("path"),
              fields.text("jsonOp"),
              fields.object("target").map(Selectors::selector).orElse(null));
      case "PatchStrategicMergeTransformer" ->
          patches.byName(fields.texts("paths"), fields.text("patches"));
      case "PatchTransformer" ->
          patches.patch(
              fields.text("path"),
              fields.text("patch"),
              fields.object("target").map(Selectors::selector).orElse(null),
              fields.flagMap("options"));
      case "PrefixTransformer" -> affix(fields, fields.text("prefix"), "", specs);
      case "SuffixTransformer" -> affix(fields, "", fields.text("suffix"), specs);
      case "PrefixSuffixTransformer" -> {
        Transformer prefix = affix(fields, fields.text("prefix"), "", specs);
        Transformer suffix = affix(fields, "", fields.text("suffix"), specs);
        yield resources -> {
          prefix.transform(resources);
          suffix.transform(resources);
        };
      }
      case "ReplacementTransformer" ->
          new Replacements(
              new ReplacementLoader(folder)
                  .load(fields.objects("replacements", new ReplacementReader()::entry)));
      case "ReplicaCountTransformer" -> replicas(fields, specs);
      case "ValueAddTransformer" -> valueAdd(fields);
      default -> throw unknown(plugin);
    };
  }

  private static Transformer affix(
      FieldReader fields, String prefix, String suffix, List<FieldSpec> specs) {
    if (!fields.has("fieldSpecs")) {
      throw fields.problem("fieldSpecs", "fieldSpecs is not expected to be nil");
    }
    return new NameAffix(prefix, suffix, specs);
  }

  private static Transformer replicas(FieldReader fields, List<FieldSpec> specs) {
    FieldReader replica = fields.object("replica").orElse(null);
    return replica == null
        ? new Replicas("", 0, specs)
        : new Replicas(replica.text("name"), replica.number("count"), specs);
  }

  private Transformer valueAdd(FieldReader fields) {
    String value = fields.text("value").strip();
    List<ValueAdd.Target> targets = new ArrayList<>(targets(fields));
    String path = fields.text("targetFilePath");
    if (!path.isEmpty()) {
      targets.addAll(
          targets(
              FieldReader.of(
                  folder.document(path), folder.root().display(path), FieldReader.Mode.LENIENT)));
    }
    if (targets.isEmpty()) {
      throw fields.problem("targets", "must specify at least one target");
    }
    return new ValueAdd(value.isEmpty() ? folder.root().name() : value, targets);
  }

  private static List<ValueAdd.Target> targets(FieldReader fields) {
    return fields.objects(
        "targets",
        target -> {
          long position = target.number("filePathPosition");
          if (position < 0) {
            throw target.problem("filePathPosition", "expected 0 or more but found " + position);
          }
          String path = target.text("fieldPath");
          if (path.isEmpty()) {
            throw target.problem("fieldPath", "fieldPath cannot be empty");
          }
          return new ValueAdd.Target(
              target.object("selector").map(Selectors::selector).orElse(null),
              path,
              (int) position);
        });
  }
}
