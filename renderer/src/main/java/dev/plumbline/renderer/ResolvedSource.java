package dev.plumbline.renderer;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;

/**
 * A source, and the revision that it was just now.
 *
 * @param files opens its files at that revision; they are closed if they can be
 */
record ResolvedSource(Application.Source source, SourceRevision revision, Files files) {

  /** Opens files. */
  @FunctionalInterface
  interface Files {
    FileTree open();
  }
}
