package dev.plumbline.driftdetector;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of one application's objects: their answers come back on its lane, and after failures there
 * is a pause.
 */
final class Reads {

  private static final Logger LOG = LoggerFactory.getLogger(Reads.class);
  private static final int FAILURES_TO_TROUBLE = 3;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Runnable judgeSoon;
  private final Supplier<CompletionStage<Void>> judge;
  private int failures;
  private Instant pausedUntil = Instant.EPOCH;
  private @Nullable ClusterTrouble trouble;

  Reads(
      ApplicationKey key,
      OwnedPartition partition,
      Surroundings at,
      Runnable judgeSoon,
      Supplier<CompletionStage<Void>> judge) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.judgeSoon = judgeSoon;
    this.judge = judge;
  }

  /** Whether nothing is to be read just now, since reads failed lately. */
  boolean paused() {
    return pausedUntil.isAfter(at.clock().instant());
  }

  /** Why the objects cannot be read; empty while they can. */
  Optional<ClusterTrouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  /**
   * Waits for a read.
   *
   * @param taken takes what was read, on the lane; gives whether that is news
   * @param notRead is run on the lane when it failed
   * @return completes when the answer is there, before it is taken
   */
  <T> CompletionStage<Void> then(
      String cluster,
      ObjectRef ref,
      CompletionStage<T> read,
      Function<T, Boolean> taken,
      Runnable notRead) {
    return read.handle(
        (answer, failure) -> {
          partition.submit(
              key.toString(),
              () -> {
                if (answer != null) {
                  return taken(taken.apply(answer));
                }
                notRead.run();
                return failed(cluster, ref, failure);
              });
          return null;
        });
  }

  /** Judges the application. */
  CompletionStage<Void> judge() {
    return judge.get();
  }

  private CompletionStage<Void> taken(boolean news) {
    boolean recovered = trouble != null;
    failures = 0;
    trouble = null;
    return news || recovered ? judge.get() : CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> failed(String cluster, ObjectRef ref, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 8));
    pausedUntil = at.clock().instant().plusMillis(pause);
    failures++;
    partition.schedule(key.toString(), Duration.ofMillis(pause + 1), judge);
    LOG.debug(
        "Object cannot be read application={} object=\"{}\" cause=\"{}\"",
        key,
        ref,
        cause == null ? "" : cause.getMessage());
    if (cause instanceof ClusterException why
        && (failures >= FAILURES_TO_TROUBLE || !why.retriable())) {
      trouble =
          new ClusterTrouble(
              cluster, why.reasonText(), ref + " cannot be read: " + why.getMessage());
      judgeSoon.run();
    }
    return CompletableFuture.completedFuture(null);
  }
}
