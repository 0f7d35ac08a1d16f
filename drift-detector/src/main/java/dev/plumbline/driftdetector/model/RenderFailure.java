package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.SourceRevision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last render failed, and this is why.
 *
 * @param reason CamelCase
 * @param generation generation of the {@code Application} that could not be rendered
 * @param revisions the revisions that could not be rendered; empty when none could be resolved
 */
public record RenderFailure(
    String reason, String message, long generation, List<SourceRevision> revisions) {

  /** What the condition says besides, when there is an earlier render. */
  static final String LAST_GOOD_STAYS = ". The last good render stays in force";

  private static final int SHOWN_ERRORS = 3;

  public RenderFailure {
    revisions = List.copyOf(revisions);
  }

  /** From the event, with the first few faults and where they are. */
  public static RenderFailure of(RenderResult.Failed failed) {
    StringBuilder message = new StringBuilder(failed.message());
    failed.errors().stream()
        .limit(SHOWN_ERRORS)
        .forEach(
            error -> {
              String place = error.file() + (error.line() == null ? "" : ":" + error.line()) + ": ";
              if (message.indexOf(error.message()) < 0) {
                message.append("; ").append(place).append(error.message());
              }
            });
    if (failed.errors().size() > SHOWN_ERRORS) {
      message.append("; and ").append(failed.errors().size() - SHOWN_ERRORS).append(" more");
    }
    return new RenderFailure(
        failed.reason().name(), message.toString(), failed.generation(), failed.revisions());
  }

  /** What a published status says of the last render; null when it did not fail. */
  public static @Nullable RenderFailure told(ApplicationStatus status) {
    ApplicationStatus.Condition condition = status.condition("RenderFailed");
    if (condition == null || !condition.status().equals("True")) {
      return null;
    }
    String message = condition.message();
    int end =
        message.endsWith(LAST_GOOD_STAYS)
            ? message.length() - LAST_GOOD_STAYS.length()
            : message.length();
    String attempted = status.lastAttemptedRevision();
    return new RenderFailure(
        condition.reason(),
        message.substring(0, end),
        condition.observedGeneration(),
        attempted == null ? List.of() : List.of(new SourceRevision("", "", attempted)));
  }
}
