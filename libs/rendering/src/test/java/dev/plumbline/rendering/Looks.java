package dev.plumbline.rendering;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What looks at applications are made of. */
public final class Looks {

  private Looks() {}

  /** The application's only source, with these files. */
  public static List<SourceAt> sources(Application application, FileTree files) {
    return List.of(
        new SourceAt(
            application.spec().allSources().get(0),
            new SourceRevision("example.com/org/repo", "HEAD", "1".repeat(40)),
            files));
  }

  /** How a look ends when the cluster cannot be asked for the scopes of kinds. */
  public static Outcome withoutCluster(Function<Map<RemoteName, RemoteAnswer>, Outcome> look) {
    Map<RemoteName, RemoteAnswer> known = new HashMap<>();
    Outcome outcome = look.apply(known);
    if (outcome instanceof Outcome.Wanting wanting) {
      for (RemoteName name : wanting.remotes()) {
        if (name.kind() == RemoteName.Kind.SCOPE) {
          known.put(name, new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.UNKNOWN));
        }
      }
      return look.apply(known);
    }
    return outcome;
  }

  /** What a renderer works from when it renders the application's only source. */
  public static RenderInput input(Application application, FileTree files, String path)
      throws RenderException {
    return new RenderInput(
        new SymlinkTree(files),
        path,
        application,
        application.spec().allSources().get(0),
        Map.of(),
        RenderLimits.DEFAULT,
        Checkpoint.UNLIMITED,
        new Remotes(ProjectPolicy.of(application, Optional.empty()), Map.of()));
  }
}
