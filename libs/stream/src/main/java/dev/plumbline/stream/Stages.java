package dev.plumbline.stream;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls foreign code that answers with a stage, whatever it does. */
final class Stages {
  private Stages() {}

  /**
   * The stage of a call; a failed one when the call throws. Errors count as failures too: a stack
   * overflow on one record must not leave its lane hanging.
   */
  static CompletionStage<Void> call(Supplier<CompletionStage<Void>> call) {
    try {
      return Objects.requireNonNull(call.get(), "a handler or task gave no stage");
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What really went wrong, without the wrapping of {@link CompletionException}. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
