package dev.plumbline.renderer;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.Mirror;
import dev.plumbline.manifests.RenderFailure;

/** What an application's source turned out to be just now. */
sealed interface Resolution {

  /** The mirror holds the commit. */
  record Found(Mirror mirror, SourceRevision revision) implements Resolution {
    CommitId commit() {
      return new CommitId(revision.commit());
    }
  }

  /** There is no commit to look at. */
  record NotFound(RenderFailure failure) implements Resolution {}
}
