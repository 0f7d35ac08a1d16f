package dev.plumbline.gitpoller.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When each target is looked at next. A new one at once; then at its interval, spread by jitter so
 * that repositories of one host do not all come at the same moment; after failures ever later, up
 * to a bound. A target that is being looked at is never due. Not thread-safe.
 */
public final class Schedule {

  /** Share of an interval by which a look may come early or late. */
  private static final double JITTER = 0.1;

  /**
   * Delays after failures.
   *
   * @param first after the first failure
   * @param most however many there were
   */
  public record Backoff(Duration first, Duration most) {
    Duration after(int failures) {
      double millis = first.toMillis() * Math.pow(2, Math.min(30, failures - 1));
      return millis >= most.toMillis() ? most : Duration.ofMillis((long) millis);
    }
  }

  private static final class Entry {
    private Poll poll;
    private Instant due;
    private boolean looking;
    private boolean again;
    private int failures;

    Entry(Poll poll, Instant due) {
      this.poll = poll;
      this.due = due;
    }
  }

  private final Backoff backoff;
  private final RandomGenerator random;
  private final Map<Target, Entry> entries = new LinkedHashMap<>();
  private Instant lastTake = Instant.MIN;

  public Schedule(Backoff backoff, RandomGenerator random) {
    this.backoff = backoff;
    this.random = random;
  }

  /** Polls exactly these from now on. */
  public void retain(Map<Target, Poll> polls, Instant now) {
    entries.keySet().retainAll(polls.keySet());
    polls.forEach(
        (target, poll) -> {
          Entry entry = entries.computeIfAbsent(target, added -> new Entry(poll, now));
          entry.poll = poll;
          Instant latest = now.plus(jittered(poll.interval()));
          if (entry.failures == 0 && entry.due.isAfter(latest)) {
            entry.due = latest;
          }
        });
  }

  /**
   * Takes the targets that are due; each must be ended by {@link #succeeded} or {@link #failed}.
   * When the clock was set back since the last time, all are: nothing else tells how long they
   * wait.
   */
  public List<Target> take(Instant now) {
    if (now.isBefore(lastTake)) {
      entries.values().forEach(entry -> entry.due = now);
    }
    lastTake = now;
    List<Target> due = new ArrayList<>();
    entries.forEach(
        (target, entry) -> {
          if (!entry.looking && !entry.due.isAfter(now)) {
            entry.looking = true;
            entry.again = false;
            due.add(target);
          }
        });
    return due;
  }

  /**
   * Ends a look that went well.
   *
   * @return how many looks had failed before it
   */
  public int succeeded(Target target, Instant now) {
    Entry entry = entries.get(target);
    if (entry == null) {
      return 0;
    }
    int failures = entry.failures;
    entry.failures = 0;
    end(entry, now, jittered(entry.poll.interval()));
    return failures;
  }

  /**
   * Ends a look that failed.
   *
   * @return how many have failed now, one after the other
   */
  public int failed(Target target, Instant now) {
    Entry entry = entries.get(target);
    if (entry == null) {
      return 0;
    }
    entry.failures++;
    end(entry, now, jittered(backoff.after(entry.failures)));
    return entry.failures;
  }

  /** Makes every target due, for it is not known what was missed; backoff after failures stays. */
  public void sweep(Instant now) {
    for (Entry entry : entries.values()) {
      entry.again = entry.looking;
      if (entry.failures == 0) {
        entry.due = now;
      }
    }
  }

  /** When the next target is due; empty when there is none but those being looked at. */
  public Optional<Instant> next() {
    return entries.values().stream()
        .filter(entry -> !entry.looking)
        .map(entry -> entry.due)
        .min(Instant::compareTo);
  }

  /** How a target is polled; null when it is not polled any more. */
  public @Nullable Poll poll(Target target) {
    Entry entry = entries.get(target);
    return entry == null ? null : entry.poll;
  }

  /** All repositories that are polled. */
  public Set<String> repositories() {
    Set<String> repositories = new HashSet<>();
    entries.keySet().forEach(target -> repositories.add(target.repository()));
    return repositories;
  }

  /** The targets of a repository. */
  public Set<Target> targets(String repository) {
    Set<Target> targets = new HashSet<>(entries.keySet());
    targets.removeIf(target -> !target.repository().equals(repository));
    return targets;
  }

  /** How many targets there are. */
  public int size() {
    return entries.size();
  }

  /** How many targets there are whose last look failed. */
  public long failing() {
    return entries.values().stream().filter(entry -> entry.failures > 0).count();
  }

  private void end(Entry entry, Instant now, Duration delay) {
    entry.looking = false;
    entry.due = entry.again && entry.failures == 0 ? now : now.plus(delay);
    entry.again = false;
  }

  private Duration jittered(Duration interval) {
    return Duration.ofMillis(
        (long) (interval.toMillis() * (1 + JITTER * (2 * random.nextDouble() - 1))));
  }
}
