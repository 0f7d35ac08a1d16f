package dev.plumbline.stream;

import org.jspecify.annotations.Nullable;

/** Trying again cannot help. From a handler it sends the record to the dead letters at once. */
public final class PermanentFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A message that an operator will read in the dead letter's headers. */
  public PermanentFailureException(String message) {
    this(message, null);
  }

  /** A message that an operator will read in the dead letter's headers, and its cause. */
  public PermanentFailureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
