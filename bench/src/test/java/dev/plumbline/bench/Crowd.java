package dev.plumbline.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Does many things at once, by as many hands as the product has for one cluster. */
final class Crowd implements AutoCloseable {

  /** What {@code plumbline.applier.calls-per-cluster} is unless set. */
  static final int HANDS = 16;

  private final ExecutorService hands = Executors.newFixedThreadPool(HANDS);

  /** Does it for each number from 0, and comes back when all is done. */
  void each(int number, IntConsumer work) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int each = i;
      all.add(hands.submit(() -> work.accept(each)));
    }
    for (Future<?> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  void later(Runnable work) {
    var unused = hands.submit(work);
  }

  @Override
  public void close() {
    hands.shutdownNow();
  }
}
