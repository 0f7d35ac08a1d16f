package dev.plumbline.git;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Git operation that failed in a way its caller can expect. The message is written for whoever
 * configured the repository: it says what to do, and never holds a credential.
 *
 * <p>Failures that come from a remote carry no cause: the exceptions of the transport quote URLs,
 * and a stack trace in a log must not give away what the message was cleaned of.
 */
public final class GitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why it failed; callers decide by this, people read the message. */
  public enum Reason {
    /** The server could not be reached, or answered with an error of its own. Worth a retry. */
    UNREACHABLE,
    /** It took longer than allowed. Worth a retry. */
    TIMEOUT,
    /** The server wants other credentials, or these may not read this repository. */
    AUTHENTICATION,
    /** There is no such repository, or these credentials may not know of it. */
    NOT_FOUND,
    /** The repository has no such branch, tag or commit. */
    REVISION_NOT_FOUND,
    /** The commit has no such file or directory. */
    PATH_NOT_FOUND,
    /** A repository, file or listing exceeds its limit. */
    TOO_LARGE,
    /** What is stored on disk is damaged; the next fetch makes it anew. */
    CORRUPT,
    /** Asked for something that is not allowed, whatever the server says. */
    REFUSED;

    /** Its name as the label of a metric, such as {@code not-found}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;

  public GitException(Reason reason, String message) {
    this(reason, message, null);
  }

  public GitException(Reason reason, String message, @Nullable Throwable cause) {
    super(Redaction.withoutUserInfo(message), cause);
    this.reason = reason;
  }

  /** Why it failed. */
  public Reason reason() {
    return reason;
  }
}
