package dev.plumbline.applier.cluster;

import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import java.util.Optional;

/** Puts a cluster's refusal into the applier's words. */
final class Faults {

  private Faults() {}

  /**
   * The fault that a refusal is.
   *
   * @param account who asked, as {@code NAMESPACE/NAME}; empty for Plumbline itself
   */
  static Fault of(ClusterException e, ObjectRef ref, Optional<String> account) {
    Fault.Cause cause = cause(e);
    return new Fault(
        cause,
        cause.ownWord() ? cause.reason() : e.reasonText(),
        told(e, ref, account),
        mayPass(e),
        e.retryAfter().orElse(null));
  }

  /** A failure that no server told. */
  static TaskOutcome failed(Fault.Cause cause, String message, boolean passing) {
    return new TaskOutcome.Failed(new Fault(cause, message, passing, null));
  }

  private static String told(ClusterException e, ObjectRef ref, Optional<String> account) {
    String said = withoutSubject(e.getMessage(), ref);
    return switch (e.reason()) {
      case FORBIDDEN -> account.map(it -> "as service account " + it + ": " + said).orElse(said);
      case IMMUTABLE ->
          e.fields().isEmpty()
              ? said
              : String.join(", ", e.fields()) + " cannot be changed: " + said;
      default -> said;
    };
  }

  /** Another service may know of a new cluster a moment before this one does. */
  private static boolean mayPass(ClusterException e) {
    return e.retriable() || e.reason() == ClusterException.Reason.UNKNOWN_CLUSTER;
  }

  private static Fault.Cause cause(ClusterException e) {
    return switch (e.reason()) {
      case UNREACHABLE -> Fault.Cause.UNREACHABLE;
      case TIMEOUT -> Fault.Cause.TIMEOUT;
      case TOO_MANY_REQUESTS -> Fault.Cause.BUSY;
      case UNAUTHORIZED -> Fault.Cause.UNAUTHORIZED;
      case FORBIDDEN -> e.retriable() ? Fault.Cause.NAMESPACE_TERMINATING : Fault.Cause.FORBIDDEN;
      case NOT_FOUND -> Fault.Cause.NOT_FOUND;
      case CONFLICT -> Fault.Cause.CONFLICT;
      case IMMUTABLE -> Fault.Cause.IMMUTABLE;
      case DENIED -> Fault.Cause.DENIED;
      case QUOTA_EXCEEDED -> Fault.Cause.QUOTA;
      case ADMISSION_UNAVAILABLE -> Fault.Cause.ADMISSION_DOWN;
      case CONVERSION_FAILED -> Fault.Cause.CONVERSION;
      case INVALID -> Fault.Cause.INVALID;
      case UNSUPPORTED -> Fault.Cause.UNSUPPORTED;
      case TOO_LARGE -> Fault.Cause.TOO_LARGE;
      case UNKNOWN_KIND -> Fault.Cause.UNKNOWN_KIND;
      case UNKNOWN_CLUSTER -> Fault.Cause.UNKNOWN_CLUSTER;
      case SERVER_ERROR, EXPIRED -> Fault.Cause.SERVER_ERROR;
    };
  }

  /** Failures name their object themselves. */
  private static String withoutSubject(String message, ObjectRef ref) {
    String subject = ref + ": ";
    return message.startsWith(subject) ? message.substring(subject.length()) : message;
  }
}
