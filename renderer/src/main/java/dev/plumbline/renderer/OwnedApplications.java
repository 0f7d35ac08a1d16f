package dev.plumbline.renderer;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.renderer.model.History;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is remembered of the applications of one partition, for as long as it is owned. */
final class OwnedApplications {

  private final OwnedPartition partition;
  private final Map<ApplicationKey, History> histories;
  private final Map<ApplicationKey, Cancellable> retries = new ConcurrentHashMap<>();

  OwnedApplications(OwnedPartition partition, Map<ApplicationKey, History> restored) {
    this.partition = partition;
    this.histories = new ConcurrentHashMap<>(restored);
  }

  OwnedPartition partition() {
    return partition;
  }

  /** Those that something is remembered of. */
  Set<ApplicationKey> known() {
    return Set.copyOf(histories.keySet());
  }

  History history(ApplicationKey application) {
    return histories.getOrDefault(application, History.NONE);
  }

  void remember(ApplicationKey application, History history) {
    histories.put(application, history);
  }

  /** Puts work on the application's lane. */
  void submit(ApplicationKey application, Supplier<CompletionStage<Void>> work) {
    partition.submit(application.toString(), work);
  }

  /** Puts work on the application's lane later, in place of what was put off before. */
  void retry(ApplicationKey application, Duration delay, Supplier<CompletionStage<Void>> work) {
    Cancellable retry = partition.schedule(application.toString(), delay, work);
    Cancellable before = retries.put(application, retry);
    if (before != null) {
      before.cancel();
    }
  }

  /** Drops what was put off. */
  void cancelRetry(ApplicationKey application) {
    Cancellable retry = retries.remove(application);
    if (retry != null) {
      retry.cancel();
    }
  }
}
