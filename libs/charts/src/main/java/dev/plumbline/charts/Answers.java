package dev.plumbline.charts;

import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions, remembered. One that was asked for late enough is shared by all who asked
 * before; a failure is shared by all who saw it coming. What was not used for longest is forgotten
 * first.
 *
 * @param <K> what is asked
 * @param <V> what is answered
 */
final class Answers<K, V> {

  private static final int MOST = 10_000;

  private static final class Entry<V> {
    private @Nullable V value;
    private @Nullable ChartException failure;
    private Instant startedAt = Instant.MIN;
    private Instant endedAt = Instant.MIN;
    private long weight;
  }

  private final long maxWeight;
  private final ToLongFunction<V> weight;
  private final Clock clock;
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long total;

  Answers(long maxWeight, ToLongFunction<V> weight, Clock clock) {
    this.maxWeight = maxWeight;
    this.weight = weight;
    this.clock = clock;
  }

  /**
   * The answer; blocks while it, or another to the same question, is on its way.
   *
   * @param since an answer to a question from then on is new enough
   * @param ask gets the last answer there was, if any
   */
  V get(K question, Instant since, Function<@Nullable V, V> ask) {
    Entry<V> entry;
    synchronized (entries) {
      entry = entries.computeIfAbsent(question, added -> new Entry<>());
      if (entries.size() > MOST) {
        Iterator<Entry<V>> oldest = entries.values().iterator();
        total -= oldest.next().weight;
        oldest.remove();
      }
    }
    synchronized (entry) {
      Instant start = clock.instant();
      ChartException failure = entry.failure;
      if (entry.startedAt.isAfter(start)) {
        failure = null; // the clock was set back: it answers nothing
      } else if (failure != null && !entry.endedAt.isBefore(since)) {
        throw failure.again();
      } else if (failure == null && entry.value != null && !entry.startedAt.isBefore(since)) {
        return entry.value;
      }
      return asked(question, entry, start, ask);
    }
  }

  private V asked(K question, Entry<V> entry, Instant start, Function<@Nullable V, V> ask) {
    try {
      V value = ask.apply(entry.value);
      entry.failure = null;
      entry.value = value;
      ended(entry, start);
      weigh(question, entry, weight.applyAsLong(value));
      return value;
    } catch (ChartException e) {
      entry.failure = e;
      ended(entry, start);
      throw e;
    }
  }

  private void ended(Entry<V> entry, Instant start) {
    entry.startedAt = start;
    entry.endedAt = clock.instant();
  }

  private void weigh(K question, Entry<V> entry, long now) {
    synchronized (entries) {
      if (entries.get(question) != entry) {
        return; // it was forgotten meanwhile
      }
      total += now - entry.weight;
      entry.weight = now;
      Iterator<Entry<V>> oldest = entries.values().iterator();
      while (total > maxWeight && oldest.hasNext()) {
        Entry<V> each = oldest.next();
        if (each != entry || entries.size() == 1) {
          total -= each.weight;
          each.weight = 0;
          oldest.remove();
        }
      }
    }
  }
}
