package dev.plumbline.embedded;

import org.jspecify.annotations.Nullable;

/** Who may fetch and who may push. */
record GitAccess(@Nullable Credentials read, @Nullable Credentials push, boolean anonymousPush) {

  /** Whether a request goes on. */
  enum Decision {
    ALLOWED,
    UNAUTHENTICATED,
    FORBIDDEN
  }

  Decision decide(String service, @Nullable String authorization) {
    if (service.equals(GitService.RECEIVE_PACK)) {
      if (push == null) {
        return anonymousPush ? Decision.ALLOWED : Decision.FORBIDDEN;
      }
      return push.accepts(authorization) ? Decision.ALLOWED : Decision.UNAUTHENTICATED;
    }
    boolean open = read == null || read.accepts(authorization);
    return open || (push != null && push.accepts(authorization))
        ? Decision.ALLOWED
        : Decision.UNAUTHENTICATED;
  }
}
