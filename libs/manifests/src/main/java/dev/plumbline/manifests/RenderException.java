package dev.plumbline.manifests;

import dev.plumbline.contracts.events.RenderResult.FailureReason;

/** Carries a {@link RenderFailure} out of a render. */
public final class RenderException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient RenderFailure failure;

  public RenderException(RenderFailure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  /** A lasting failure. */
  public RenderException(FailureReason reason, String message) {
    this(RenderFailure.lasting(reason, message));
  }

  /** What to tell. */
  public RenderFailure failure() {
    return failure;
  }
}
