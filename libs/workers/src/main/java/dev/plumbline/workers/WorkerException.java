package dev.plumbline.workers;

import org.jspecify.annotations.Nullable;

/** A call that gave no result. */
public final class WorkerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why there is no result. */
  public enum Reason {
    /** It took longer than it may. */
    TIMED_OUT,
    /** It took more memory than it may. */
    OUT_OF_MEMORY,
    /** Its result, or a question, was larger than it may be. */
    TOO_LARGE,
    /** The child ended by itself, or said what no child says. */
    CRASHED,
    /** The task ended with an exception; the child lives. */
    FAILED,
    /** The caller's thread was interrupted. */
    INTERRUPTED,
    /** No child can be started, or the pool is closed. */
    UNAVAILABLE
  }

  private final Reason reason;
  private final String failureClass;

  WorkerException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, "", cause);
  }

  private WorkerException(
      Reason reason, String message, String failureClass, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.failureClass = failureClass;
  }

  static WorkerException failed(String failureClass, String message) {
    return new WorkerException(Reason.FAILED, message, failureClass, null);
  }

  public Reason reason() {
    return reason;
  }

  /** The class name of what the task threw; empty unless it {@link Reason#FAILED}. */
  public String failureClass() {
    return failureClass;
  }
}
