package dev.plumbline.rendering.helm;

import dev.plumbline.contracts.resources.HelmSource;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.RenderInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a chart is told of the cluster that it is for. The cluster is asked only for charts that
 * want to know: the others are the same for every cluster, and need none.
 */
record Capabilities(String kubeVersion, List<String> apiVersions) {

  /** What charts are told that do not look. */
  private static final Capabilities UNSEEN = new Capabilities("v1.36.0", List.of());

  private static final List<String> SIGNS = List.of("Capabilities", "kubeVersion");

  /** As the source says, else as the destination is. */
  static Capabilities of(RenderInput input, HelmSource helm, Map<String, byte[]> chart)
      throws RenderException {
    String version = helm.kubeVersion() == null ? "" : helm.kubeVersion();
    if (!version.isEmpty() && !helm.apiVersions().isEmpty()) {
      return new Capabilities(version, helm.apiVersions());
    }
    if (!looks(chart)) {
      return new Capabilities(version.isEmpty() ? UNSEEN.kubeVersion : version, helm.apiVersions());
    }
    RemoteAnswer.Found cluster =
        input.remotes().get(RemoteName.cluster(input.spec().destination().cluster()));
    return new Capabilities(
        version.isEmpty() ? text(cluster, RemoteAnswer.Found.VERSION) : version,
        helm.apiVersions().isEmpty()
            ? text(cluster, RemoteAnswer.Found.APIS).lines().toList()
            : helm.apiVersions());
  }

  private static String text(RemoteAnswer.Found cluster, String file) {
    return new String(cluster.files().read(file), StandardCharsets.UTF_8);
  }

  /** What is packed in the chart may look. */
  private static boolean looks(Map<String, byte[]> chart) {
    return chart.entrySet().stream()
        .anyMatch(
            file -> {
              if (file.getKey().endsWith(".tgz")) {
                return true;
              }
              String text = new String(file.getValue(), StandardCharsets.ISO_8859_1);
              return SIGNS.stream().anyMatch(text::contains);
            });
  }
}
