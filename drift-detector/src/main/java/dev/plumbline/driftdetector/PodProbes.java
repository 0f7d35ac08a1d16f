package dev.plumbline.driftdetector;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pods of workloads that are on their way: a workload itself says "not yet" for
 * minutes where its pods say at once that an image does not exist. Looks 2, 5, 10 and 30 seconds
 * after a workload was seen on its way, then each minute, and never at one that is well.
 */
final class PodProbes {

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20));
  private static final Duration LATER = Duration.ofMinutes(1);

  private final ApplicationKey key;
  private final OwnedPartition partition;
  private final Surroundings at;
  private final Supplier<CompletionStage<Void>> judge;
  private final Map<String, Probe> probes = new HashMap<>();
  private final Map<String, String> trouble = new HashMap<>();

  PodProbes(
      ApplicationKey key,
      OwnedPartition partition,
      Surroundings at,
      Supplier<CompletionStage<Void>> judge) {
    this.key = key;
    this.partition = partition;
    this.at = at;
    this.judge = judge;
  }

  /** One workload in one form. */
  private static final class Probe {
    private final String form;
    private int looks;
    private @Nullable Cancellable timer;

    Probe(String form) {
      this.form = form;
    }

    void cancel() {
      if (timer != null) {
        timer.cancel();
      }
    }
  }

  /** Object id to why its pods do not come up. */
  Map<String, String> trouble() {
    return trouble;
  }

  /** These workloads are on their way; all others are not. */
  void follow(String cluster, List<Sighting> workloads) {
    Map<String, Sighting> current = new HashMap<>();
    workloads.forEach(workload -> current.put(workload.ref().id(), workload));
    probes
        .entrySet()
        .removeIf(
            entry -> {
              Sighting workload = current.get(entry.getKey());
              boolean over = workload == null || !form(workload).equals(entry.getValue().form);
              if (over) {
                entry.getValue().cancel();
                trouble.remove(entry.getKey());
              }
              return over;
            });
    for (Sighting workload : workloads) {
      if (!probes.containsKey(workload.ref().id())) {
        Probe probe = new Probe(form(workload));
        probes.put(workload.ref().id(), probe);
        schedule(cluster, workload, probe);
      }
    }
  }

  private static String form(Sighting workload) {
    Fingerprint print = workload.print();
    return print == null ? "" : print.uid() + "/" + print.generation();
  }

  private void schedule(String cluster, Sighting workload, Probe probe) {
    Duration pause = probe.looks < PAUSES.size() ? PAUSES.get(probe.looks) : LATER;
    probe.looks++;
    probe.timer =
        partition.schedule(
            key.toString(),
            pause,
            () -> {
              look(cluster, workload, probe);
              return CompletableFuture.completedFuture(null);
            });
  }

  private void look(String cluster, Sighting workload, Probe probe) {
    String selector = workload.podSelector();
    if (selector == null || probes.get(workload.ref().id()) != probe) {
      return;
    }
    at.examiner()
        .podTrouble(cluster, workload.ref().namespace(), selector)
        .handle(
            (found, failure) -> {
              partition.submit(key.toString(), () -> looked(cluster, workload, probe, found));
              return null;
            });
  }

  /**
   * @param found null when the pods could not be listed
   */
  private CompletionStage<Void> looked(
      String cluster, Sighting workload, Probe probe, @Nullable Optional<String> found) {
    String id = workload.ref().id();
    if (probes.get(id) != probe) {
      return CompletableFuture.completedFuture(null);
    }
    schedule(cluster, workload, probe);
    if (found == null) {
      return CompletableFuture.completedFuture(null);
    }
    String before = found.isPresent() ? trouble.put(id, found.get()) : trouble.remove(id);
    return Objects.equals(before, found.orElse(null))
        ? CompletableFuture.completedFuture(null)
        : judge.get();
  }

  void rest() {
    probes.values().forEach(Probe::cancel);
    probes.clear();
    trouble.clear();
  }
}
