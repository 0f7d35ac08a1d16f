package dev.plumbline.stream;

import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is being made ready: partitions that came together become ready together, those that come
 * later do not wait for them. For the polling thread only.
 */
final class Rebuilds {
  private final Function<Set<Integer>, Rebuild> starter;
  private final StreamMetrics metrics;
  private final List<Running> running = new ArrayList<>();

  private record Running(Set<Integer> numbers, Rebuild rebuild, Timer.Sample sample) {}

  /**
   * @param starter starts to rebuild those partitions
   */
  Rebuilds(Function<Set<Integer>, Rebuild> starter, StreamMetrics metrics) {
    this.starter = starter;
    this.metrics = metrics;
  }

  void start(Set<Integer> numbers) {
    if (!numbers.isEmpty()) {
      Set<Integer> all = new TreeSet<>(numbers);
      running.add(new Running(all, starter.apply(all), metrics.start()));
    }
  }

  /** Takes partitions back; what came together with them begins anew. */
  void drop(Collection<Integer> numbers) {
    Set<Integer> left = new TreeSet<>();
    for (Running each : List.copyOf(running)) {
      if (each.numbers().stream().anyMatch(numbers::contains)) {
        running.remove(each);
        each.rebuild().cancel();
        left.addAll(each.numbers());
      }
    }
    left.removeAll(Set.copyOf(numbers));
    start(left);
  }

  void dropAll() {
    drop(numbers());
  }

  Set<Integer> numbers() {
    Set<Integer> all = new TreeSet<>();
    running.forEach(each -> all.addAll(each.numbers()));
    return all;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  List<Rebuild> ready() {
    return running.stream().map(Running::rebuild).filter(Rebuild::isReady).toList();
  }

  /** One was taken. */
  void taken(Rebuild rebuild) {
    running.removeIf(
        each -> {
          boolean it = each.rebuild() == rebuild;
          if (it) {
            each.sample().stop(metrics.rebuild());
          }
          return it;
        });
  }
}
