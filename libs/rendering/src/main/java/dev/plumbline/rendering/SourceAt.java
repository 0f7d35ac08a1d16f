package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import java.util.List;

/**
 * A source of an application at the revision that it is looked at.
 *
 * @param files of the repository, or of the chart
 * @param warnings what the owner of the application should know of it
 */
public record SourceAt(
    Application.Source source,
    SourceRevision revision,
    FileTree files,
    List<RenderWarning> warnings) {

  public SourceAt {
    warnings = List.copyOf(warnings);
  }

  /** A source with nothing to warn of. */
  public SourceAt(Application.Source source, SourceRevision revision, FileTree files) {
    this(source, revision, files, List.of());
  }
}
