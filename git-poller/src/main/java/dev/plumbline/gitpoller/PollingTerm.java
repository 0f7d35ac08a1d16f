package dev.plumbline.gitpoller;

import dev.plumbline.charts.ChartException;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.GitException;
import dev.plumbline.gitpoller.poll.Findings;
import dev.plumbline.gitpoller.poll.Intervals;
import dev.plumbline.gitpoller.poll.Looks;
import dev.plumbline.gitpoller.poll.Poll;
import dev.plumbline.gitpoller.poll.Polls;
import dev.plumbline.gitpoller.poll.Schedule;
import dev.plumbline.gitpoller.poll.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader does while it leads. One thread decides and holds the state; looks and writes
 * happen elsewhere and come back to it, so that nothing here waits.
 */
final class PollingTerm implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PollingTerm.class);

  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

  /** A thousand applications may come at once; none of them waits for being polled. */
  private static final Duration GATHER_AFTER = Duration.ofMillis(200);

  private final Supplier<Collection<Application>> applications;
  private final RemoteLook remote;
  private final RefLog log;
  private final Map<String, Map<String, String>> remembered;
  private final Intervals intervals;
  private final Schedule schedule;
  private final PollMetrics metrics;
  private final Clock clock;
  private final Looks looks = new Looks();
  private final AtomicBoolean regather = new AtomicBoolean();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "plumbline-poll");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ScheduledFuture<?> alarm;
  private volatile Instant beat;

  /**
   * A term that begins with {@link #start}.
   *
   * @param remembered places by ref by repository, as the term before left them
   */
  PollingTerm(
      Supplier<Collection<Application>> applications,
      RemoteLook remote,
      RefLog log,
      Map<String, Map<String, String>> remembered,
      Intervals intervals,
      Schedule.Backoff backoff,
      PollMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.applications = applications;
    this.remote = remote;
    this.log = log;
    this.remembered = new HashMap<>();
    remembered.forEach((repository, refs) -> this.remembered.put(repository, new HashMap<>(refs)));
    this.intervals = intervals;
    this.schedule = new Schedule(backoff, random);
    this.metrics = metrics;
    this.clock = clock;
    this.beat = clock.instant();
  }

  /** Begins to poll, with what no application uses any more forgotten. */
  void start() {
    long period = BEAT.toMillis();
    var unused =
        loop.scheduleWithFixedDelay(
            () -> beat = clock.instant(), period, period, TimeUnit.MILLISECONDS);
    regather.set(true);
    execute(this::gather);
  }

  /** Whether its thread still turns. */
  boolean alive() {
    return Duration.between(beat, clock.instant()).compareTo(STUCK_AFTER) < 0;
  }

  /** Looks again, in a moment, at which repositories are used; many calls in a moment are one. */
  void applicationsChanged() {
    if (regather.compareAndSet(false, true)) {
      try {
        var unused =
            loop.schedule(guarded(this::gather), GATHER_AFTER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("Applications changed after the term's end");
      }
    }
  }

  /** Looks at everything now: events may have been lost. */
  void sweep() {
    execute(
        () -> {
          LOG.info("Looking at all repositories reason=broker-back");
          metrics.sweep();
          schedule.sweep(clock.instant());
          lookAtDue();
        });
  }

  @Override
  public void close() {
    loop.shutdownNow();
    log.close();
  }

  private void gather() {
    regather.set(false);
    Map<Target, Poll> polls = Polls.of(applications.get(), intervals);
    schedule.retain(polls, clock.instant());
    looks.retain(polls.keySet());
    Set<String> used = schedule.repositories();
    for (String repository : Set.copyOf(remembered.keySet())) {
      if (!used.contains(repository)) {
        forget(repository);
      }
    }
    lookAtDue();
  }

  private void forget(String repository) {
    Map<String, String> refs = remembered.remove(repository);
    if (refs != null && !refs.isEmpty()) {
      LOG.info("Repository is polled no more repository={}", repository);
      log.forget(repository, refs.keySet())
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  LOG.warn(
                      "Refs of a repository that is polled no more stay remembered repository={}",
                      repository);
                }
              });
    }
  }

  private void lookAtDue() {
    for (Target target : schedule.take(clock.instant())) {
      Poll poll = schedule.poll(target);
      if (poll != null) {
        remote
            .look(target, poll)
            .whenComplete((places, failure) -> execute(() -> ended(target, places, failure)));
      }
    }
    arm();
  }

  private void ended(
      Target target, @Nullable SortedMap<String, String> places, @Nullable Throwable failure) {
    if (schedule.poll(target) == null) {
      return;
    }
    try {
      if (places == null) {
        looks.drop(target);
        failed(target, failure);
      } else {
        compare(target, places);
      }
    } catch (RuntimeException e) {
      schedule.failed(target, clock.instant());
      LOG.error("What was seen of a repository could not be handled target=\"{}\"", target, e);
    }
    metrics.targets(schedule.size(), schedule.failing());
    arm();
  }

  private void failed(Target target, @Nullable Throwable failure) {
    int failures = schedule.failed(target, clock.instant());
    if (failures == 1) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      LOG.warn(
          "Repository cannot be read, trying again ever later target=\"{}\" reason={}"
              + " message=\"{}\"",
          target,
          reason(cause),
          cause == null ? "" : cause.getMessage());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause instanceof GitException git) {
      return git.reason().name();
    }
    return cause instanceof ChartException chart ? chart.reason().name() : "FAILED";
  }

  private void compare(Target target, SortedMap<String, String> places) {
    String repository = target.repository();
    Map<String, String> before = remembered.getOrDefault(repository, Map.of());
    SortedMap<String, String> after =
        looks.take(target, places, schedule.targets(repository), before);
    Findings findings = Findings.of(repository, before, after, clock.instant());
    if (findings.none()) {
      succeeded(target);
      return;
    }
    log.write(repository, findings)
        .whenComplete(
            (done, failure) ->
                execute(() -> written(target, findings, after, failure, clock.instant())));
  }

  private void written(
      Target target,
      Findings findings,
      SortedMap<String, String> after,
      @Nullable Throwable failure,
      Instant now) {
    if (failure == null) {
      remembered.put(target.repository(), after);
      metrics.events(findings.events().size());
      LOG.info(
          "Refs moved repository={} refs={} gone={} events={}",
          target.repository(),
          findings.seen().size(),
          findings.gone().size(),
          findings.events().size());
      succeeded(target);
      if (!schedule.repositories().contains(target.repository())) {
        forget(target.repository());
      }
    } else {
      schedule.failed(target, now);
      LOG.warn(
          "Moved refs could not be written, they will be found again repository={} cause={}",
          target.repository(),
          failure.toString());
    }
    arm();
  }

  private void succeeded(Target target) {
    int failures = schedule.succeeded(target, clock.instant());
    if (failures > 0) {
      LOG.info("Repository can be read again target=\"{}\" failures={}", target, failures);
    }
  }

  private void arm() {
    if (alarm != null) {
      alarm.cancel(false);
    }
    schedule
        .next()
        .ifPresent(
            due -> {
              long millis = Math.max(0, Duration.between(clock.instant(), due).toMillis() + 1);
              alarm = loop.schedule(guarded(this::lookAtDue), millis, TimeUnit.MILLISECONDS);
            });
  }

  private void execute(Runnable step) {
    try {
      loop.execute(guarded(step));
    } catch (RejectedExecutionException e) {
      LOG.debug("A step of polling came after the term's end");
    }
  }

  /** A step that fails must not take the loop with it. */
  private static Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.error("A step of polling failed", e);
      }
    };
  }
}
