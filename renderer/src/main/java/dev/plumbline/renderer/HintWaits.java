package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.stream.Ack;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OwnedPartition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hints that wait for Git to show them: at most one for each ref, the newest. Their records stay
 * open until they are done with.
 */
final class HintWaits {

  private record Key(int partition, String repository, String ref) {}

  private record Waiting(Cancellable timer, Ack ack) {}

  private final Map<Key, Waiting> waiting = new ConcurrentHashMap<>();

  /** A newer hint about the same ref covers the one before. */
  void supersede(int partition, RevisionObserved hint) {
    end(waiting.remove(key(partition, hint)));
  }

  /**
   * Looks again after a delay, on the repository's lane.
   *
   * @param ack the record's, told when that look has ended
   */
  void add(
      OwnedPartition partition,
      Ack ack,
      RevisionObserved hint,
      Duration delay,
      Supplier<CompletionStage<Void>> look) {
    Key key = key(partition.number(), hint);
    Cancellable timer =
        partition.schedule(
            hint.repository(),
            delay,
            () -> {
              waiting.remove(key);
              return look.get().whenComplete((done, failure) -> ack.done());
            });
    end(waiting.put(key, new Waiting(timer, ack)));
  }

  /** The partition is not ours any more; its timers are gone already. */
  void forget(int partition) {
    waiting.keySet().removeIf(key -> key.partition() == partition);
  }

  private static void end(@Nullable Waiting superseded) {
    if (superseded != null) {
      superseded.timer().cancel();
      superseded.ack().done();
    }
  }

  private static Key key(int partition, RevisionObserved hint) {
    return new Key(partition, hint.repository(), hint.ref());
  }
}
