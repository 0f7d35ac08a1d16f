package dev.plumbline.applier.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why one attempt failed.
 *
 * @param reason CamelCase, the API server's own word where it gave one
 * @param message what the API server or the connection said; without values of a Secret
 * @param passing whether the same request may well work in a few seconds
 * @param retryAfter how long the API server asked us to wait; null when it did not say
 */
public record Fault(
    Cause cause, String reason, String message, boolean passing, @Nullable Duration retryAfter) {

  /** A fault that the API server gave no word for. */
  public Fault(Cause cause, String message, boolean passing, @Nullable Duration retryAfter) {
    this(cause, cause.reason(), message, passing, retryAfter);
  }

  /** Kinds of causes, as far as they call for different advice. */
  public enum Cause {
    UNREACHABLE("ClusterUnreachable"),
    TIMEOUT("Timeout"),
    BUSY("TooManyRequests"),
    UNAUTHORIZED("Unauthorized"),
    FORBIDDEN("Forbidden"),
    NAMESPACE_TERMINATING("NamespaceTerminating"),
    NOT_FOUND("NotFound"),
    CONFLICT("Conflict"),
    /** Fields were to change that cannot. */
    IMMUTABLE("FieldImmutable"),
    /** An admission webhook or policy says no. */
    DENIED("AdmissionDenied"),
    QUOTA("QuotaExceeded"),
    ADMISSION_DOWN("AdmissionWebhookUnavailable"),
    CONVERSION("ConversionFailed"),
    INVALID("Invalid"),
    UNSUPPORTED("Unsupported"),
    TOO_LARGE("RequestEntityTooLarge"),
    UNKNOWN_KIND("UnknownKind"),
    UNKNOWN_CLUSTER("UnknownCluster"),
    UNSEALABLE("SecretNotReadable"),
    OWNED("OwnedByAnother"),
    /** As {@link #OWNED}, by another installation of Plumbline. */
    FOREIGN("OwnedByAnother"),
    /** Whether another application has the object, or is to have it, cannot be found out. */
    OWNER_UNKNOWN("OwnerUnknown"),
    /** The application's project does not permit it. */
    PROJECT("ProjectDenied"),
    /** An object is in a hook's place. */
    HOOK_EXISTS("HookExists"),
    HELD("DeletionPending"),
    SERVER_ERROR("InternalError");

    private final String reason;

    Cause(String reason) {
      this.reason = reason;
    }

    /** CamelCase, where the API server gave no word. */
    public String reason() {
      return reason;
    }

    /** Whether it tells more than the word that API servers have for it. */
    public boolean ownWord() {
      return switch (this) {
        case IMMUTABLE, DENIED, QUOTA, NAMESPACE_TERMINATING -> true;
        case ADMISSION_DOWN, CONVERSION, TOO_LARGE -> true;
        default -> false;
      };
    }

    /** Whether every other object of that cluster would fail in the same way. */
    boolean concernsTheCluster() {
      return switch (this) {
        case UNREACHABLE, TIMEOUT, UNAUTHORIZED, UNKNOWN_CLUSTER -> true;
        default -> false;
      };
    }

    /** Whether what was asked for may have been done all the same. */
    boolean leavesDoubt() {
      return switch (this) {
        case UNREACHABLE, TIMEOUT, SERVER_ERROR -> true;
        default -> false;
      };
    }

    /** Whether trying again later may help, with nothing changed in Git. */
    boolean mayHeal() {
      return switch (this) {
        case INVALID, IMMUTABLE, UNSUPPORTED, TOO_LARGE -> false;
        default -> true;
      };
    }
  }
}
