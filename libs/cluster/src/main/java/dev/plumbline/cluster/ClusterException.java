package dev.plumbline.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request to a cluster that did not end well. The message is one for a person, names the object
 * and the field where the server did, and holds no value of a Secret.
 */
public final class ClusterException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** No connection, or it broke. */
    UNREACHABLE(true),
    /** No answer in time. */
    TIMEOUT(true),
    /** The credentials are not accepted. */
    UNAUTHORIZED(false),
    /** The credentials lack a permission, or admission refused. */
    FORBIDDEN(false),
    /** There is no such object, or its namespace is not there. */
    NOT_FOUND(true),
    /** Another field manager owns a field, or the object changed meanwhile. */
    CONFLICT(true),
    /** Fields were to change that cannot: only another object can have them otherwise. */
    IMMUTABLE(false),
    /** An admission webhook or policy refused the object. */
    DENIED(false),
    /** A quota of the namespace is used up. */
    QUOTA_EXCEEDED(false),
    /** An admission webhook that the server must ask does not answer. */
    ADMISSION_UNAVAILABLE(true),
    /** The server cannot convert the object between versions of its kind. */
    CONVERSION_FAILED(true),
    /** The server will never accept this object as it is. */
    INVALID(false),
    /** The cluster serves no such kind, perhaps not yet. */
    UNKNOWN_KIND(true),
    /** The server asks for patience. */
    TOO_MANY_REQUESTS(true),
    /** The server failed. */
    SERVER_ERROR(true),
    /** No cluster of that name is known. */
    UNKNOWN_CLUSTER(false),
    /** The server no longer has the state that was asked for. */
    EXPIRED(true),
    /** The object or the answer is larger than is accepted. */
    TOO_LARGE(false),
    /** The server does not know this verb or content type on that kind. */
    UNSUPPORTED(false);

    private final boolean retriable;

    Reason(boolean retriable) {
      this.retriable = retriable;
    }
  }

  private final Reason reason;
  private final int status;
  private final boolean retriable;
  private final @Nullable String serverReason;
  private final @Nullable Duration retryAfter;
  private final List<String> fields;

  /** A failure that has no answer of an API server behind it. */
  public ClusterException(Reason reason, int status, String message) {
    this(reason, status, message, reason.retriable, null, null, List.of(), null);
  }

  /** As {@link #ClusterException(Reason, int, String)}, with what broke underneath. */
  public ClusterException(Reason reason, int status, String message, Throwable cause) {
    this(reason, status, message, reason.retriable, null, null, List.of(), cause);
  }

  ClusterException(
      Reason reason,
      int status,
      String message,
      boolean retriable,
      @Nullable String serverReason,
      @Nullable Duration retryAfter,
      List<String> fields,
      @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.status = status;
    this.retriable = retriable;
    this.serverReason = serverReason;
    this.retryAfter = retryAfter;
    this.fields = List.copyOf(fields);
  }

  /** Nothing was asked, for the server wants to be left alone for so long. */
  static ClusterException busy(String message, Duration left) {
    return new ClusterException(
        Reason.TOO_MANY_REQUESTS, 0, message, true, null, left, List.of(), null);
  }

  /** Why, in our words. */
  public Reason reason() {
    return reason;
  }

  /** The HTTP status; 0 when no answer came. */
  public int status() {
    return status;
  }

  /** Why, CamelCase: the server's own word where it gave one, else ours. */
  public String reasonText() {
    if (serverReason != null && !serverReason.isEmpty()) {
      return serverReason;
    }
    StringBuilder text = new StringBuilder();
    for (String word : reason.name().split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return text.toString();
  }

  /** Whether the server refused the object as it is, rather than the request. */
  public boolean refused() {
    return switch (reason) {
      case INVALID, IMMUTABLE, DENIED -> true;
      default -> false;
    };
  }

  /** Whether trying the same again may help. */
  public boolean retriable() {
    return retriable;
  }

  /** How long the server asked to wait first. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The fields that the server named, such as {@code spec.selector}; often none. */
  public List<String> fields() {
    return fields;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
