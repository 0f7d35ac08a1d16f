package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has an application judged again at a time, though nothing happens. On the lane only. */
final class Alarm {
  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Supplier<CompletionStage<Void>> judge;
  private @Nullable Cancellable timer;
  private @Nullable Instant due;

  Alarm(ApplicationKey key, OwnedPartition partition, Supplier<CompletionStage<Void>> judge) {
    this.key = key;
    this.partition = partition;
    this.judge = judge;
  }

  /** Rings at the first of these times instead of what was set before; never if there is none. */
  void ringAt(Instant now, @Nullable Instant... times) {
    Instant first =
        Arrays.stream(times).filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
    if (first != null && first.equals(due)) {
      return;
    }
    silence();
    due = first;
    if (first != null) {
      Duration delay = Duration.between(now, first);
      timer =
          partition.schedule(
              key.toString(),
              delay.isNegative() ? Duration.ZERO : delay.plusMillis(1),
              () -> {
                due = null;
                return judge.get();
              });
    }
  }

  /** Rings no more. */
  void silence() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    due = null;
  }
}
