package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the status that stands of one application, once for each resource of its name, and again
 * until it can be read. On the application's lane only.
 */
final class StandingStatus {

  private static final Logger LOG = LoggerFactory.getLogger(StandingStatus.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Ledger ledger;
  private final Supplier<CompletionStage<Void>> judge;
  private String of = "";
  private boolean asked;

  StandingStatus(
      ApplicationKey key,
      OwnedPartition partition,
      Surroundings at,
      Ledger ledger,
      Supplier<CompletionStage<Void>> judge) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.ledger = ledger;
    this.judge = judge;
  }

  /** Has it read, unless it was; asked at each judgement. */
  void ask(String uid) {
    if (asked && uid.equals(of)) {
      return;
    }
    asked = true;
    of = uid;
    at.statuses()
        .load(key, uid)
        .whenComplete(
            (found, failure) ->
                partition.submit(key.toString(), () -> loaded(uid, found, failure)));
  }

  /** The resource is gone. */
  void forget() {
    asked = false;
    of = "";
  }

  private CompletionStage<Void> loaded(
      String uid, @Nullable Optional<ApplicationStatus> found, @Nullable Throwable failure) {
    if (!uid.equals(of)) {
      return CompletableFuture.completedFuture(null);
    }
    if (found == null) {
      LOG.warn(
          "Status cannot be read, trying again application={} cause=\"{}\"",
          key,
          failure == null ? "" : failure.getMessage());
      partition.schedule(
          key.toString(),
          RETRY,
          () -> {
            asked = false;
            return judge.get();
          });
      return CompletableFuture.completedFuture(null);
    }
    found.ifPresent(ledger::statusRead);
    if (ledger.inventory == null && found.filter(StandingStatus::hadObjects).isPresent()) {
      LOG.warn(
          "What was remembered of an application is lost; all of it is applied again and nothing is"
              + " pruned before application={}",
          key);
    }
    return judge.get();
  }

  private static boolean hadObjects(ApplicationStatus status) {
    return status.convergedBefore() && status.summary() != null && status.summary().total() > 0;
  }
}
