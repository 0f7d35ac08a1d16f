package dev.plumbline.driftdetector;

import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.driftdetector.sight.Examiner;
import dev.plumbline.driftdetector.sight.Examiner.Sample;
import dev.plumbline.driftdetector.sight.Expected;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries applies of objects that are thought to be in order, and counts what ownership missed: that
 * count should stay at zero. Any number of applications may ask at once.
 */
final class DryRunSamples {

  private static final Logger LOG = LoggerFactory.getLogger(DryRunSamples.class);

  /** Counted from zero on: an alert cannot see the first of a series that was not there before. */
  private static final List<String> OUTCOMES = List.of("equal", "missed", "refused", "failed");

  private final Examiner examiner;
  private final MeterRegistry registry;
  private final Set<String> refusing = ConcurrentHashMap.newKeySet();

  DryRunSamples(Examiner examiner, MeterRegistry registry) {
    this.examiner = examiner;
    this.registry = registry;
    OUTCOMES.forEach(outcome -> counter(Destination.IN_CLUSTER, outcome));
  }

  /** Takes one sample. */
  CompletionStage<Optional<Sample>> take(String cluster, Suspect suspect, Expected expected) {
    return examiner
        .sample(cluster, suspect, expected)
        .whenComplete((sample, failure) -> count(cluster, expected, sample, failure));
  }

  private void count(
      String cluster,
      Expected expected,
      @Nullable Optional<Sample> sample,
      @Nullable Throwable failure) {
    if (sample == null) {
      counter(cluster, "failed").increment();
      failed(cluster, failure);
      return;
    }
    if (sample.isEmpty()) {
      counter(cluster, "refused").increment();
      return;
    }
    refusing.remove(cluster);
    boolean missed = !sample.get().missed().isEmpty();
    counter(cluster, missed ? "missed" : "equal").increment();
    if (missed) {
      LOG.warn(
          "Drift that ownership did not show was found by a dry run application={} cluster={}"
              + " object=\"{}\" paths=\"{}\"",
          expected.application(),
          cluster,
          expected.wanted().ref(),
          sample.get().missed().stream().map(PathDrift::path).collect(Collectors.joining(", ")));
    }
  }

  private void failed(String cluster, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ClusterException answer
        && answer.reason() == ClusterException.Reason.FORBIDDEN
        && refusing.add(cluster)) {
      LOG.warn(
          "Applies cannot be tried, so what ownership misses is not counted: the drift-detector may"
              + " not patch cluster={} cause=\"{}\"",
          cluster,
          answer.getMessage());
    }
  }

  private Counter counter(String cluster, String outcome) {
    return Counter.builder("plumbline.drift.samples")
        .description(
            "Objects thought to be in order whose apply was tried; outcome missed should stay 0")
        .tag("cluster", cluster)
        .tag("outcome", outcome)
        .register(registry);
  }
}
