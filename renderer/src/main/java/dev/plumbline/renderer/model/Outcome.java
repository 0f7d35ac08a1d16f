package dev.plumbline.renderer.model;

import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.git.ReadSet;
import dev.plumbline.manifests.RenderFailure;
import java.util.List;
import java.util.Optional;

/** How looking at an application at a commit ended. */
public sealed interface Outcome {

  /** Nothing that the last good render read is different: it stands. */
  record Unchanged() implements Outcome {}

  /** A new desired state. */
  record Changed(String renderKey, List<Manifest> manifests, ReadSet readSet) implements Outcome {
    public Changed {
      manifests = List.copyOf(manifests);
    }
  }

  /**
   * It cannot be rendered.
   *
   * @param readSet what was read before it failed; empty when the failure is not the repository's
   */
  record Failed(RenderFailure failure, Optional<ReadSet> readSet) implements Outcome {}
}
