package dev.plumbline.driftdetector;

import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * When what watches see of an application is judged: at once, but for what is seen while a plan is
 * written and waits for nothing. That is mostly what the plan writes, each object by itself, and
 * what it comes to is told by the inventory, which is judged anyhow and takes what was seen until
 * then; what has not been taken soon is judged without it.
 */
final class Glances {

  private static final Duration WHILE_WRITTEN = Duration.ofMillis(500);

  private final String key;
  private final OwnedPartition partition;
  private final BooleanSupplier planIsWritten;
  private final Supplier<CompletionStage<Void>> look;
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param planIsWritten asked on the lane
   * @param look judges what was seen, if there is still something; on the lane
   */
  Glances(
      String key,
      OwnedPartition partition,
      BooleanSupplier planIsWritten,
      Supplier<CompletionStage<Void>> look) {
    this.key = key;
    this.partition = partition;
    this.planIsWritten = planIsWritten;
    this.look = look;
  }

  /** Something was seen; on any thread. */
  void due() {
    if (due.compareAndSet(false, true)) {
      partition.submit(key, this::inTurn);
    }
  }

  /** A judgement takes all that was seen until now; what is seen from here on is due anew. */
  void taken() {
    due.set(false);
  }

  private CompletionStage<Void> inTurn() {
    if (!planIsWritten.getAsBoolean()) {
      return now();
    }
    partition.schedule(key, WHILE_WRITTEN, this::now);
    return CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> now() {
    due.set(false);
    return look.get();
  }
}
