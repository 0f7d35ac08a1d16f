package dev.plumbline.helm.kustomize;

import dev.plumbline.kustomize.UsedRemote;
import java.util.Map;

/** Where charts come from that a kustomization names by repository. */
@FunctionalInterface
public interface ChartSource {

  /**
   * A chart that was pulled.
   *
   * @param files with all that it depends on
   * @param remote what it was
   */
  record Pulled(Map<String, byte[]> files, UsedRemote remote) {
    public Pulled {
      files = Map.copyOf(files);
    }
  }

  /**
   * Pulls a chart; what it throws ends the build.
   *
   * @param version a version or a range; empty for the newest
   */
  Pulled pull(String repository, String name, String version);
}
