package dev.plumbline.rendering.helm;

import dev.plumbline.charts.ChartDependencies;
import dev.plumbline.charts.ChartException;
import dev.plumbline.charts.ChartFetcher;
import dev.plumbline.charts.PulledChart;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.chart.ChartArchive;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.ChartTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.Remotes;
import dev.plumbline.rendering.RenderEnded;
import dev.plumbline.rendering.RenderInput;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The files of a chart with all that it depends on. */
public final class ChartFiles {

  private ChartFiles() {}

  /**
   * The files of the chart of a source, by their path below its root.
   *
   * @throws HelmException when it is no chart, told relative to its root
   */
  static Map<String, byte[]> of(RenderInput input) throws RenderException {
    if (input.source().isChart()) {
      return completed(input, all(input.files()));
    }
    return completed(input, ChartTree.read(input.files(), input.path(), ChartLimits.DEFAULT));
  }

  /** What was packed stays as it was packed, whatever {@code .helmignore} says. */
  private static Map<String, byte[]> all(FileTree files) {
    Map<String, byte[]> all = new TreeMap<>();
    collect(files, "", all);
    return all;
  }

  private static void collect(FileTree files, String directory, Map<String, byte[]> all) {
    for (FileEntry entry : files.list(directory)) {
      if (entry.kind() == FileEntry.Kind.DIRECTORY) {
        collect(files, entry.path(), all);
      } else {
        all.put(entry.path(), files.read(entry.path()));
      }
    }
  }

  private static Map<String, byte[]> completed(RenderInput input, Map<String, byte[]> chart)
      throws RenderException {
    ChartDependencies dependencies =
        new ChartDependencies(
            fetcher(input.remotes()),
            folder -> local(input, folder),
            Map.of(),
            archive -> ChartArchive.read(archive, ChartLimits.DEFAULT));
    try {
      return dependencies.complete(input.path(), chart);
    } catch (ChartException e) {
      throw new RenderException(failure(e));
    } catch (RenderEnded e) {
      throw e.failure();
    }
  }

  private static Map<String, byte[]> local(RenderInput input, String folder) {
    if (input.source().isChart()) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          "the chart names file://, which leads nowhere from a packed chart");
    }
    return ChartTree.read(input.files(), TreePath.normalise(folder), ChartLimits.DEFAULT);
  }

  /** Gets charts as a render gets all that is outside of its sources. */
  static ChartFetcher fetcher(Remotes remotes) {
    return (repository, name, version) -> {
      try {
        RemoteAnswer.Found found =
            remotes.get(RemoteName.chart(repository.toString(), name, version));
        byte[] archive = found.files().read(RemoteAnswer.Found.FILE);
        return new PulledChart(
            name,
            new String(found.files().read(RemoteAnswer.Found.VERSION), StandardCharsets.UTF_8),
            found.revision(),
            archive,
            ChartArchive.read(archive, ChartLimits.DEFAULT),
            null);
      } catch (RenderException e) {
        throw new RenderEnded(e);
      }
    };
  }

  /** A chart that was pulled, as an answer to a render that wants it. */
  public static RemoteAnswer answer(PulledChart chart) {
    return new RemoteAnswer.Found(
        new MemoryTree(
            Map.of(
                RemoteAnswer.Found.FILE,
                chart.archive(),
                RemoteAnswer.Found.VERSION,
                chart.version().getBytes(StandardCharsets.UTF_8))),
        chart.digest());
  }

  /** A chart that cannot be had, as a failure of a render. Nobody tells when it is published. */
  public static RenderFailure failure(ChartException e) {
    String message = String.valueOf(e.getMessage());
    FailureReason reason =
        switch (e.reason()) {
          case UNREACHABLE -> FailureReason.RepositoryUnreachable;
          case UNAUTHORIZED -> FailureReason.AuthenticationFailed;
          case NOT_FOUND, NO_MATCHING_VERSION -> FailureReason.RevisionNotFound;
          case REFUSED, CORRUPT -> FailureReason.InvalidManifest;
          case TOO_LARGE -> FailureReason.TooLarge;
        };
    boolean mayCome = reason == FailureReason.RevisionNotFound;
    return e.retriable() || mayCome
        ? RenderFailure.passing(reason, message)
        : RenderFailure.lasting(reason, message);
  }
}
