package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When failures to see a kind are worth telling. Safe for use by several threads. */
final class KindTrouble {

  private static final int FAILURES_TO_TROUBLE = 3;
  private static final Duration FAILURES_FORGOTTEN = Duration.ofMinutes(1);

  private final WatchedKind kind;
  private final Clock clock;
  private int failures;
  private Instant lastFailure = Instant.EPOCH;
  private @Nullable ClusterTrouble trouble;

  KindTrouble(WatchedKind kind, Clock clock) {
    this.kind = kind;
    this.clock = clock;
  }

  /** One more failure; gives whether it is trouble from here on. */
  synchronized boolean failed(ClusterException failure) {
    Instant now = clock.instant();
    failures = lastFailure.plus(FAILURES_FORGOTTEN).isBefore(now) ? 1 : failures + 1;
    lastFailure = now;
    boolean serious =
        failures >= FAILURES_TO_TROUBLE
            || !failure.retriable()
            || failure.reason() == Reason.TIMEOUT;
    boolean begins = serious && trouble == null;
    if (serious) {
      trouble =
          new ClusterTrouble(
              kind.cluster(), failure.reasonText(), kind.kind() + ": " + failure.getMessage());
    }
    return begins;
  }

  /** All is well; gives whether there was trouble. */
  synchronized boolean end() {
    boolean was = trouble != null;
    failures = 0;
    trouble = null;
    return was;
  }

  synchronized boolean isFailing() {
    return failures > 0 || trouble != null;
  }

  /** Why the kind cannot be seen; empty when it can. */
  synchronized Optional<ClusterTrouble> now() {
    return Optional.ofNullable(trouble);
  }
}
