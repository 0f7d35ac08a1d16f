package dev.plumbline.bench;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.testkit.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What is told of renders since it was last cleared, by application. */
final class RenderEvents {

  private final Map<String, Long> requested = new ConcurrentHashMap<>();
  private final Map<String, Long> desired = new ConcurrentHashMap<>();
  private final AtomicInteger rendered = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile long observed;
  private volatile long lastAnswer;
  private volatile String failed = "";

  void heard(EventType type, String key) {
    long now = System.nanoTime();
    switch (type) {
      case REVISION_OBSERVED -> observed = now;
      case RENDER_REQUESTED -> requested.put(key, now);
      case DESIRED -> desired.put(key, now);
      case RENDER_SUCCEEDED -> {
        rendered.incrementAndGet();
        answer(now);
      }
      case RENDER_UNCHANGED -> answer(now);
      case RENDER_FAILED -> failed = key;
      default -> {}
    }
  }

  private void answer(long now) {
    lastAnswer = now;
    answered.incrementAndGet();
  }

  void clear() {
    requested.clear();
    desired.clear();
    rendered.set(0);
    answered.set(0);
    observed = 0;
  }

  /** When the commit was told. */
  long observed() {
    return observed;
  }

  /** When an application's render was asked for. */
  long requested(String key) {
    return requested.getOrDefault(key, 0L);
  }

  /** When the last application was answered for. */
  long lastAnswer() {
    return lastAnswer;
  }

  /** How many renders there were. */
  int rendered() {
    return rendered.get();
  }

  /** Waits until an application's new desired state is told, and says when that was. */
  long awaitDesired(String key, Duration within) {
    until(within, () -> desired.containsKey(key));
    return desired.getOrDefault(key, 0L);
  }

  /** Waits until so many applications have a new desired state, and says when the last had. */
  long awaitDesired(int number, Duration within) {
    until(within, () -> desired.size() >= number);
    return desired.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Waits until each of so many applications is rendered, or is known to need no render. */
  void awaitAnswers(int number, Duration within) {
    until(within, () -> answered.get() >= number);
  }

  private void until(Duration within, BooleanSupplier reached) {
    Waiting.until(
        within,
        () -> rendered + " rendered, " + answered + " answered, " + desired.size() + " desired",
        () -> reached.getAsBoolean() || !failed.isEmpty());
    if (!failed.isEmpty()) {
      throw new IllegalStateException(failed + " cannot be rendered");
    }
  }
}
