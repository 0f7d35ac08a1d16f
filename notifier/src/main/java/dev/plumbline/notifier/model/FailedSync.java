package dev.plumbline.notifier.model;

import dev.plumbline.contracts.events.ObjectFailure;
import java.util.List;

/** What is said of a sync that failed: what kept it, and what helps. */
record FailedSync(List<ObjectFailure> failures) {

  /** Reason of a hook that ended badly. */
  static final String HOOK = "HookFailed";

  private static final String DEADLINE = "DeadlineExceeded";
  private static final String PROJECT = "ProjectDenied";

  FailedSync {
    failures = List.copyOf(failures);
  }

  /** One of the failures; of hooks and deadlines the message is a whole sentence. */
  static String told(ObjectFailure failure) {
    String message = Wording.sentence(failure.message());
    String ref = failure.ref().toString();
    return switch (failure.reason()) {
      case HOOK -> message.startsWith(ref) ? message : ref + ": " + message;
      case DEADLINE -> message;
      default -> ref + ": " + failure.reason() + ": " + message;
    };
  }

  /** What happened, in a few words. */
  String summary() {
    if (has(DEADLINE)) {
      return "sync ran out of time";
    }
    return "sync failed "
        + (failures.stream().allMatch(failure -> failure.reason().equals(HOOK))
            ? "in " + Text.count(failures.size(), "hook")
            : "for " + Text.count(failures.size(), "object"));
  }

  /** What follows by itself, or what a person can do. */
  String advice() {
    if (has(DEADLINE)) {
      return "What was written stays. The next try goes on from there: by the retry policy, the"
          + " next commit or sync. spec.timeout gives it longer.";
    }
    if (has(HOOK)) {
      return "What comes after the hook was not done. It runs again with the next try: by the retry"
          + " policy, the next commit or sync.";
    }
    if (failures.stream().allMatch(ObjectFailure::retriable)) {
      return "It may pass: the sync is tried again as the retry policy says.";
    }
    if (has(PROJECT)) {
      return "Permit it in the Project, or take it out of Git; the next sync applies what is"
          + " permitted.";
    }
    return "Trying again unchanged does not help: mend the manifest or the permission it names; the"
        + " next commit or sync applies it.";
  }

  private boolean has(String reason) {
    return failures.stream().anyMatch(failure -> failure.reason().equals(reason));
  }
}
