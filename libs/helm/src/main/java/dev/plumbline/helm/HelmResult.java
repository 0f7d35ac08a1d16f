package dev.plumbline.helm;

import java.util.List;

/**
 * What came of a chart.
 *
 * @param objects in the order of {@code helm template}: CRDs, manifests by kind, hooks
 * @param passedOver hooks for events that Helm does not know, which it leaves out
 * @param readsApiVersions whether the chart asks anywhere what the cluster serves; when not, what
 *     it serves does not matter
 */
public record HelmResult(
    List<HelmObject> objects, List<HelmObject> passedOver, boolean readsApiVersions) {

  public HelmResult {
    objects = List.copyOf(objects);
    passedOver = List.copyOf(passedOver);
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
