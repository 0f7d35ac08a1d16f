package dev.plumbline.applier.cluster;

import dev.plumbline.applier.model.Fault;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;

/** Puts a cluster's refusal into the applier's words. */
final class Faults {

  private Faults() {}

  static Fault of(ClusterException e, ObjectRef ref) {
    return new Fault(
        cause(e),
        e.reasonText(),
        withoutSubject(e.getMessage(), ref),
        mayPass(e),
        e.retryAfter().orElse(null));
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
