package dev.plumbline.rendering;

import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;

/** Carries a failure of the render out of where only unchecked exceptions pass. */
public final class RenderEnded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient RenderException failure;

  public RenderEnded(RenderException failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  /** The failure. */
  public RenderException failure() {
    return failure;
  }

  /** A checkpoint that ends with this exception. */
  public static Runnable at(Checkpoint checkpoint) {
    return () -> {
      try {
        checkpoint.check();
      } catch (RenderException e) {
        throw new RenderEnded(e);
      }
    };
  }
}
