package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.Chart;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Selector;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.Image;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a kustomization file says, with old fields moved to where they belong.
 *
 * @param file its path in the tree
 * @param fileName its name
 * @param warnings what is deprecated
 */
public record Kustomization(
    String file,
    String fileName,
    boolean component,
    SortedMap<String, String> openApi,
    String namePrefix,
    String nameSuffix,
    String namespace,
    SortedMap<String, String> commonLabels,
    List<Label> labels,
    SortedMap<String, String> commonAnnotations,
    List<String> patchesStrategicMerge,
    List<Patch> patchesJson6902,
    List<Patch> patches,
    List<Image> images,
    List<ReplacementEntry> replacements,
    List<Replica> replicas,
    List<Variable> variables,
    @Nullable SortOptions sortOptions,
    List<String> resources,
    List<String> components,
    List<String> crds,
    List<GeneratorArguments> configMaps,
    List<GeneratorArguments> secrets,
    List<Chart> charts,
    List<String> configurations,
    List<String> generators,
    List<String> transformers,
    List<String> validators,
    List<String> buildMetadata,
    List<String> warnings) {

  /** Labels, and where they go. */
  public record Label(
      SortedMap<String, String> pairs,
      boolean includeSelectors,
      boolean includeTemplates,
      List<FieldSpec> fields) {}

  /** A patch in a file or in place. */
  public record Patch(
      String path, String patch, @Nullable Selector target, SortedMap<String, Boolean> options) {}

  /** A number of replicas for a name. */
  public record Replica(String name, long count) {}

  /** A replacement in place, or the file with some. */
  public record ReplacementEntry(String path, @Nullable Replacement replacement) {}

  /**
   * A value that goes into fields of resources.
   *
   * @param source where it comes from
   * @param value itself, in place of a source
   */
  public record Replacement(
      @Nullable Source source, @Nullable String value, @Nullable List<Target> targets) {}

  /** Where the value of a replacement comes from. */
  public record Source(ResId id, String fieldPath, ReplacementOptions options) {}

  /** Where the value of a replacement goes. */
  public record Target(
      @Nullable Selector select,
      List<Selector> reject,
      List<String> fieldPaths,
      ReplacementOptions options) {}

  /** Which part of a field counts. */
  public record ReplacementOptions(String delimiter, int index, boolean create) {}

  /** A name for a field of a resource. */
  public record Variable(String name, ResId target, String fieldPath) {}

  /** The order of the output; without lists it is the default one. */
  public record SortOptions(String order, @Nullable List<String> first, List<String> last) {}

  /** What a config map or secret is made of. */
  public record GeneratorArguments(
      int line,
      String namespace,
      String name,
      String behavior,
      List<String> literals,
      List<String> files,
      List<String> envs,
      String type,
      GeneratorOptions options) {}

  /** What a generated resource gets besides its data. */
  public record GeneratorOptions(
      SortedMap<String, String> labels,
      SortedMap<String, String> annotations,
      boolean disableNameSuffixHash,
      boolean immutable) {

    /** These options, and global ones where these say nothing. */
    GeneratorOptions over(GeneratorOptions global) {
      return new GeneratorOptions(
          joined(labels, global.labels),
          joined(annotations, global.annotations),
          disableNameSuffixHash || global.disableNameSuffixHash,
          immutable || global.immutable);
    }

    private static SortedMap<String, String> joined(
        SortedMap<String, String> own, SortedMap<String, String> global) {
      SortedMap<String, String> joined = new TreeMap<>(global);
      joined.putAll(own);
      return joined;
    }
  }
}
