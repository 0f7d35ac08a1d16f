package dev.plumbline.kustomize;

import dev.plumbline.git.FileTree;
import java.util.List;
import java.util.Optional;

/**
 * Turns charts into manifests, as {@code helm template} does. What happens to these afterwards is
 * the library's: they are resources like all others.
 */
public interface ChartInflator {

  /**
   * A chart to inflate.
   *
   * <p>{@link #chartFolder} is where the chart is in {@link #files}; without it the chart is to be
   * pulled from {@link Chart#repo}.
   */
  interface Request {

    Chart chart();

    /** The tree that the kustomization is in; links are followed. */
    FileTree files();

    /** The folder of the kustomization in the tree. */
    String directory();

    /** The folder of the chart in the tree, when it is there. */
    Optional<String> chartFolder();

    /**
     * The values files, each over the one before: the merged values first, additional ones behind.
     *
     * @param defaults the bytes of the chart's own {@code values.yaml}
     * @throws KustomizeException when one cannot be read
     */
    List<byte[]> values(byte[] defaults);
  }

  /**
   * What came of a chart.
   *
   * @param manifests all that {@code helm template} prints
   * @param remotes what was pulled for it
   */
  record Inflation(String manifests, List<UsedRemote> remotes) {
    public Inflation {
      remotes = List.copyOf(remotes);
    }
  }

  /** No chart is inflated, as by default. */
  ChartInflator REFUSED =
      request -> {
        throw new KustomizeException(
            "",
            0,
            "helmCharts",
            "chart '" + request.chart().name() + "' is refused: charts are not inflated here",
            null);
      };

  /**
   * Inflates a chart.
   *
   * @throws KustomizeException when it cannot be inflated
   */
  Inflation inflate(Request request);
}
