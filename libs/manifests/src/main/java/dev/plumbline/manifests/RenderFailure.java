package dev.plumbline.manifests;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import java.util.List;

/**
 * Why an application cannot be rendered, told to whoever owns it.
 *
 * @param reason becomes the reason of a condition
 * @param message one sentence with what to do; never a value of a manifest
 * @param errors where exactly, as far as is known
 * @param retriable whether the same commit may render later without anything changing that we would
 *     be told of
 */
public record RenderFailure(
    FailureReason reason, String message, List<SourceError> errors, boolean retriable) {

  private static final int MOST_ERRORS = 20;

  public RenderFailure {
    errors = List.copyOf(errors);
  }

  /** A failure that stays until somebody changes something we are told of. */
  public static RenderFailure lasting(FailureReason reason, String message) {
    return new RenderFailure(reason, message, List.of(), false);
  }

  /** A failure that may go away by itself. */
  public static RenderFailure passing(FailureReason reason, String message) {
    return new RenderFailure(reason, message, List.of(), true);
  }

  /** Faults in files: the first makes the message, the first twenty are kept. */
  public static RenderFailure of(FailureReason reason, List<SourceError> errors) {
    SourceError first = errors.get(0);
    String message = new Place(first.file(), first.line()) + ": " + first.message();
    return new RenderFailure(
        reason,
        errors.size() == 1 ? message : message + " (and " + (errors.size() - 1) + " more)",
        errors.subList(0, Math.min(MOST_ERRORS, errors.size())),
        false);
  }

  /** The same failure, told with the repository that it is in. */
  public RenderFailure in(String repository) {
    List<SourceError> there =
        errors.stream()
            .map(
                error ->
                    new SourceError(
                        repository + "/" + error.file(),
                        error.line(),
                        error.field(),
                        error.message()))
            .toList();
    return there.isEmpty()
        ? new RenderFailure(reason, repository + ": " + message, there, retriable)
        : new RenderFailure(reason, repository + "/" + message, there, retriable);
  }

  /** Whether telling this after the other would tell nothing new. */
  public boolean saysTheSame(RenderFailure other) {
    return reason == other.reason && message.equals(other.message) && errors.equals(other.errors);
  }
}
