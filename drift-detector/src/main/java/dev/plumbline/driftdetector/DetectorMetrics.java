package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Judge;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What the detector counts: one state series for each application, and what it tells. */
final class DetectorMetrics {

  private static final Duration[] CONVERGENCE_BUCKETS =
      IntStream.of(50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 1_800_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<ApplicationKey, State> states = new ConcurrentHashMap<>();

  DetectorMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  private record State(Tags tags, Meter.Id shown, Counts counts) {}

  /**
   * Stays while its application does: a registry goes over all that it has to remove one series.
   */
  private record Counts(
      Meter.Id drift, AtomicInteger drifts, Meter.Id contest, AtomicInteger contested) {}

  /** Shows how an application stands. */
  void stands(Application application, Verdict verdict) {
    Tags tags =
        Tags.of(
            "app",
            application.key().toString(),
            "project",
            application.spec().projectOrDefault(),
            "cluster",
            application.spec().destination().cluster(),
            "sync",
            verdict.sync().name(),
            "health",
            verdict.health().name());
    State shown =
        states.compute(
            application.key(),
            (key, before) -> {
              if (before != null && before.tags().equals(tags)) {
                return before;
              }
              if (before != null) {
                registry.remove(before.shown());
              }
              return new State(tags, show(tags), before == null ? count(key) : before.counts());
            });
    shown.counts().drifts().set(verdict.drifts().size());
    shown.counts().contested().set((int) verdict.drifts().stream().filter(Judge::isFought).count());
  }

  private Meter.Id show(Tags tags) {
    return Gauge.builder("plumbline.app.state", () -> 1)
        .description("How an application stands; one series each")
        .tags(tags)
        .register(registry)
        .getId();
  }

  private Counts count(ApplicationKey key) {
    AtomicInteger drifts = new AtomicInteger();
    Gauge drift =
        Gauge.builder("plumbline.drift.open", drifts, AtomicInteger::get)
            .description("Objects that differ from what was applied")
            .tag("app", key.toString())
            .register(registry);
    AtomicInteger contested = new AtomicInteger();
    Gauge contest =
        Gauge.builder("plumbline.drift.contested", contested, AtomicInteger::get)
            .description("Objects that somebody changes back each time they are put right")
            .tag("app", key.toString())
            .register(registry);
    return new Counts(drift.getId(), drifts, contest.getId(), contested);
  }

  /** Shows an application no more. */
  void forget(ApplicationKey key) {
    State state = states.remove(key);
    if (state != null) {
      registry.remove(state.shown());
      registry.remove(state.counts().drift());
      registry.remove(state.counts().contest());
    }
  }

  void told(DriftEvent event) {
    if (event instanceof DriftEvent.ConvergenceReached reached) {
      Timer.builder("plumbline.convergence.seconds")
          .description("From push, edit or poll to converged")
          .serviceLevelObjectives(CONVERGENCE_BUCKETS)
          .register(registry)
          .record(Duration.ofMillis(reached.sinceTriggerMillis()));
    }
  }

  void planned(PlanMade plan) {
    registry.counter("plumbline.plans", "reason", plan.reason().name()).increment();
  }
}
