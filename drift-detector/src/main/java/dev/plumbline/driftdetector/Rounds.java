package dev.plumbline.driftdetector;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round all applications, whatever happens to them: has an apply tried of some object now and
 * then, and has everything looked at where that was not done in time. The latter should never be
 * due, since each application does so by itself; that nobody else forgot one is what it is for.
 */
final class Rounds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration OVERDUE_CHECK = Duration.ofSeconds(30);

  private final Supplier<List<TrackedApplication>> applications;
  private final Clock clock;
  private final RandomGenerator random;
  private final ScheduledExecutorService timers;

  /**
   * Begins at once.
   *
   * @param applications all that are owned just now
   * @param samplesPerMinute applies to try; 0 for none
   */
  Rounds(
      Supplier<List<TrackedApplication>> applications,
      int samplesPerMinute,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.applications = applications;
    this.clock = clock;
    this.random = random;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "drift-detector-rounds");
              thread.setDaemon(true);
              return thread;
            });
    Gauge.builder("plumbline.detector.check.age.max", this, Rounds::oldest)
        .baseUnit("seconds")
        .description("How long ago everything of the application was looked at that waits longest")
        .register(registry);
    Gauge.builder("plumbline.detector.checks.overdue", this, rounds -> rounds.overdue().size())
        .description(
            "Applications not looked at as a whole for half as long again as spec.interval")
        .register(registry);
    every(OVERDUE_CHECK, this::checkOverdue);
    if (samplesPerMinute > 0) {
      every(Duration.ofMinutes(1).dividedBy(samplesPerMinute), this::sample);
    }
  }

  private void every(Duration pause, Runnable task) {
    var unused =
        timers.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.error("A round failed", e);
              }
            },
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void sample() {
    List<TrackedApplication> all = applications.get();
    if (!all.isEmpty()) {
      all.get(random.nextInt(all.size())).sampleSoon();
    }
  }

  private void checkOverdue() {
    overdue().forEach(TrackedApplication::checkSoon);
  }

  private List<TrackedApplication> overdue() {
    Instant now = clock.instant();
    return applications.get().stream().filter(one -> one.fullCheck().overdue(now)).toList();
  }

  private double oldest() {
    Instant now = clock.instant();
    return applications.get().stream()
        .mapToLong(one -> one.fullCheck().age(now).toSeconds())
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
