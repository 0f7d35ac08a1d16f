package dev.plumbline.contracts.resources;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a folder with a kustomization is built, and what is changed of it on the way. The changes are
 * those of Argo CD: what {@code kustomize edit} would write into the folder's kustomization.
 *
 * @param images {@code name:tag}, {@code name=new:tag}, {@code name@digest}; {@code *} keeps what
 *     the kustomization says
 * @param commonLabels also written into selectors, unless {@code labelWithoutSelector}
 * @param labelIncludeTemplates also into templates; needs {@code labelWithoutSelector}
 * @param forceCommonLabels even over those that the kustomization has
 * @param components folders, relative to the kustomization
 * @param ignoreMissingComponents leave out components that are not there
 * @param engine what builds it: {@code builtin}, which is in process, unless it is {@code binary},
 *     the official tool, where an operator allows and installs it
 */
public record KustomizeSource(
    @Nullable String namePrefix,
    @Nullable String nameSuffix,
    @Nullable String namespace,
    List<String> images,
    List<Replica> replicas,
    List<Patch> patches,
    Map<String, String> commonLabels,
    @Nullable Boolean labelWithoutSelector,
    @Nullable Boolean labelIncludeTemplates,
    @Nullable Boolean forceCommonLabels,
    Map<String, String> commonAnnotations,
    @Nullable Boolean forceCommonAnnotations,
    List<String> components,
    @Nullable Boolean ignoreMissingComponents,
    @Nullable String engine) {

  private static final String BINARY = "binary";

  /** No changes. */
  public static final KustomizeSource PLAIN =
      new KustomizeSource(
          null, null, null, List.of(), List.of(), List.of(), Map.of(), null, null, null, Map.of(),
          null, List.of(), null, null);

  public KustomizeSource {
    images = copy(images);
    replicas = copy(replicas);
    patches = copy(patches);
    commonLabels = copy(commonLabels);
    commonAnnotations = copy(commonAnnotations);
    components = copy(components);
  }

  /** Whether the official tool is to build it. */
  public boolean byBinary() {
    return BINARY.equals(engine);
  }

  /** Whether the folder is built as it is. */
  public boolean changesNothing() {
    KustomizeSource changes =
        new KustomizeSource(
            namePrefix,
            nameSuffix,
            namespace,
            images,
            replicas,
            patches,
            commonLabels,
            labelWithoutSelector,
            labelIncludeTemplates,
            forceCommonLabels,
            commonAnnotations,
            forceCommonAnnotations,
            components,
            ignoreMissingComponents,
            null);
    return changes.equals(PLAIN);
  }

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** In the order of the keys, so that the same changes are always done alike. */
  static Map<String, String> copy(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /**
   * A number of replicas.
   *
   * @param count a number, also as text
   */
  public record Replica(String name, @Nullable String count) {}

  /**
   * A patch: strategic merge or JSON 6902.
   *
   * @param path of a file with it, relative to the kustomization
   * @param patch the patch itself
   */
  public record Patch(
      @Nullable String path,
      @Nullable String patch,
      @Nullable Target target,
      @Nullable Map<String, Boolean> options) {
    public Patch {
      options = options == null ? null : Collections.unmodifiableMap(new TreeMap<>(options));
    }
  }

  /** Which objects a patch is for; names are regular expressions. */
  public record Target(
      @Nullable String group,
      @Nullable String version,
      @Nullable String kind,
      @Nullable String name,
      @Nullable String namespace,
      @Nullable String labelSelector,
      @Nullable String annotationSelector) {}
}
