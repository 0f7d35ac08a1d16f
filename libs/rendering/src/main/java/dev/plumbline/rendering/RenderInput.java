package dev.plumbline.rendering;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderLimits;
import java.util.Map;

/**
 * What a renderer works from; it must depend on nothing else.
 *
 * @param files the repository at one commit, symlinks followed inside it; everything asked of it is
 *     recorded
 * @param path the source's directory, a path by the rules of {@link FileTree}
 * @param application as the user wrote it
 * @param source the one of its sources that is rendered
 * @param refs files of the sources that others name, by {@link Application.Source#ref()}
 * @param remotes what it may have from outside of the repository; recorded too
 */
public record RenderInput(
    SymlinkTree files,
    String path,
    Application application,
    Application.Source source,
    Map<String, SymlinkTree> refs,
    RenderLimits limits,
    Checkpoint checkpoint,
    Remotes remotes) {

  public RenderInput {
    refs = Map.copyOf(refs);
  }

  /** What the application asks for. */
  public Application.Spec spec() {
    return application.spec();
  }

  /** The same with other files. */
  public RenderInput with(SymlinkTree others) {
    return new RenderInput(others, path, application, source, refs, limits, checkpoint, remotes);
  }
}
