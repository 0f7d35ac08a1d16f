package dev.plumbline.rendering.kustomize;

import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;

/** Carries a failure of the render out of a build, which lets such exceptions pass. */
final class BuildEnded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient RenderException failure;

  BuildEnded(RenderException failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  RenderException failure() {
    return failure;
  }

  /** A checkpoint as a build calls it. */
  static Runnable at(Checkpoint checkpoint) {
    return () -> {
      try {
        checkpoint.check();
      } catch (RenderException e) {
        throw new BuildEnded(e);
      }
    };
  }
}
