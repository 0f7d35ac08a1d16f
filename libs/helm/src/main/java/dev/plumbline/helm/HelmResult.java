package dev.plumbline.helm;

import java.util.List;

/**
 * What came of a chart.
 *
 * @param objects in the order of {@code helm template}: CRDs, manifests by kind, hooks
 * @param readsApiVersions whether the chart asks anywhere what the cluster serves; when not, what
 *     it serves does not matter
 */
public record HelmResult(List<HelmObject> objects, boolean readsApiVersions) {

  public HelmResult {
    objects = List.copyOf(objects);
  }

  /** All of it as {@code helm template} prints it. */
  public String toYaml() {
    StringBuilder yaml = new StringBuilder();
    for (HelmObject object : objects) {
      yaml.append("---\n# Source: ").append(object.source()).append('\n').append(object.text());
    }
    return yaml.toString();
  }
}
