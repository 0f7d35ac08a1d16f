package dev.plumbline.kustomize;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chart that a kustomization wants inflated: an entry of {@code helmCharts} with {@code
 * helmGlobals}, defaults filled in.
 *
 * @param name never empty
 * @param namespace its own, or that of the kustomization that it is in, or of one around it
 * @param releaseName empty when Helm is to find one
 * @param chartHome the folder with charts, relative to that of the kustomization
 * @param configHome Helm's own folder; empty for none in particular
 * @param valuesFile what stands in for the chart's own values; empty for those
 * @param valuesInline values in place
 * @param valuesMerge {@code override}, {@code merge} or {@code replace}
 */
public record Chart(
    String name,
    String version,
    String repo,
    String releaseName,
    String namespace,
    String chartHome,
    String configHome,
    List<String> additionalValuesFiles,
    String valuesFile,
    Map<String, @Nullable Object> valuesInline,
    String valuesMerge,
    boolean includeCrds,
    boolean skipHooks,
    List<String> apiVersions,
    String kubeVersion,
    String nameTemplate,
    boolean skipTests,
    boolean debug,
    boolean devel) {

  /** The same chart for a namespace, unless it has one of its own. */
  public Chart inNamespace(String other) {
    return !namespace.isEmpty()
        ? this
        : new Chart(
            name,
            version,
            repo,
            releaseName,
            other,
            chartHome,
            configHome,
            additionalValuesFiles,
            valuesFile,
            valuesInline,
            valuesMerge,
            includeCrds,
            skipHooks,
            apiVersions,
            kubeVersion,
            nameTemplate,
            skipTests,
            debug,
            devel);
  }

  /**
   * Where the official tool keeps the chart, relative to the folder of the kustomization: charts
   * with a version and a repository each have a folder of their own.
   */
  public String folder() {
    String home =
        version.isEmpty() || repo.isEmpty() ? chartHome : chartHome + "/" + name + "-" + version;
    return home + "/" + name;
  }
}
