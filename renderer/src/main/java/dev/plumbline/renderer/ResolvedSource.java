package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import java.util.List;

/**
 * A source, and the revision that it was just now.
 *
 * @param files opens its files at that revision; they are closed if they can be
 * @param warnings what the owner of the application should know of it
 */
record ResolvedSource(
    Application.Source source, SourceRevision revision, Files files, List<RenderWarning> warnings) {

  ResolvedSource {
    warnings = List.copyOf(warnings);
  }

  /** A source with nothing to warn of. */
  ResolvedSource(Application.Source source, SourceRevision revision, Files files) {
    this(source, revision, files, List.of());
  }

  /** Opens files. */
  @FunctionalInterface
  interface Files {
    FileTree open();
  }
}
