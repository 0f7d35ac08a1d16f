package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a render ended. */
public sealed interface RenderResult extends ApplicationEvent {

  /** Generation of the {@code Application} that was rendered. */
  long generation();

  /** The revisions looked at; empty when none could be resolved. */
  List<SourceRevision> revisions();

  /** What asked for the render. */
  Trigger trigger();

  /**
   * The desired state changed.
   *
   * @param sequence the new {@link Desired#sequence()}
   * @param renderKey hash of every input
   * @param objects number of objects rendered
   * @param durationMillis time the render took, in milliseconds
   */
  record Succeeded(
      ApplicationKey application,
      String applicationUid,
      long generation,
      List<SourceRevision> revisions,
      Trigger trigger,
      long sequence,
      String renderKey,
      int objects,
      long durationMillis)
      implements RenderResult {
    public Succeeded {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * Nothing the application reads changed between its last render and these revisions.
   *
   * @param sequence the {@link Desired#sequence()} that stays
   * @param renderKey hash of every input, as before
   */
  record Unchanged(
      ApplicationKey application,
      String applicationUid,
      long generation,
      List<SourceRevision> revisions,
      Trigger trigger,
      long sequence,
      String renderKey)
      implements RenderResult {
    public Unchanged {
      revisions = List.copyOf(revisions);
    }
  }

  /**
   * The render failed; the last good one stays.
   *
   * @param reason CamelCase, becomes the condition's reason: see {@link FailureReason}
   * @param message one sentence for a person, with what to do
   * @param errors where exactly, as far as is known
   */
  record Failed(
      ApplicationKey application,
      String applicationUid,
      long generation,
      List<SourceRevision> revisions,
      Trigger trigger,
      FailureReason reason,
      String message,
      List<SourceError> errors)
      implements RenderResult {
    public Failed {
      revisions = List.copyOf(revisions);
      errors = List.copyOf(errors);
    }
  }

  /** Why a render failed, as the reason of a condition. */
  enum FailureReason {
    RepositoryUnreachable,
    AuthenticationFailed,
    RevisionNotFound,
    PathNotFound,
    InvalidManifest,
    EmptyRender,
    ProjectNotFound,
    NotPermitted,
    CredentialsNotFound,
    TooLarge,
    TimedOut,
    InvalidSpec,
    ClusterUnreachable,
    HelmUnavailable,
    DecryptionFailed
  }

  /**
   * One fault in one file.
   *
   * @param file path in the repository
   * @param line 1-based; null when it is not about one line
   * @param field path of the field, such as {@code spec.replicas}; null when not about one
   * @param message what is wrong and what was expected
   */
  record SourceError(String file, @Nullable Integer line, @Nullable String field, String message) {}
}
