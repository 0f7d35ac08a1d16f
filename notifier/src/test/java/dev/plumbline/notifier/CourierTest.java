package dev.plumbline.notifier;

import static dev.plumbline.notifier.Samples.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.notifier.delivery.Deliverer;
import dev.plumbline.notifier.delivery.HttpSender;
import dev.plumbline.notifier.model.RetryPolicy;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.RecordingSink.Answer;
import dev.plumbline.testkit.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CourierTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ApplicationKey FIRST = new ApplicationKey("shop", "first");
  private static final ApplicationKey SECOND = new ApplicationKey("shop", "second");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Bulkheads bulkheads = new Bulkheads("notifier", 1, 10, registry);
  private final RecordingSink sink = new RecordingSink();
  private final Partition partition = new Partition();
  private final Share share = new Share(partition, desk());
  private final Courier courier = new Courier(share, desk());

  /** Runs at once what is due at once, and counts what is due later. */
  private static final class Partition implements OwnedPartition {
    private volatile boolean owned = true;
    private final AtomicInteger later = new AtomicInteger();
    private final List<Duration> delays = new CopyOnWriteArrayList<>();

    @Override
    public int number() {
      return 0;
    }

    @Override
    public boolean isOwned() {
      return owned;
    }

    @Override
    public CompletionStage<Void> write(List<OutgoingRecord> records) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> putAside(StreamRecord state, Throwable cause) {
      throw new AssertionError("nothing is put aside");
    }

    @Override
    public void submit(String key, Supplier<CompletionStage<Void>> task) {
      var unused = task.get();
    }

    @Override
    public Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task) {
      if (delay.isZero()) {
        var unused = task.get();
      } else {
        delays.add(delay);
        later.incrementAndGet();
      }
      return () -> {};
    }
  }

  @AfterEach
  void close() {
    bulkheads.close();
    sink.close();
  }

  @Test
  void whatBecameAnothersToSendWhileItWaitedForItsTurnIsNotSent() {
    // given one that is on its way, and one that waits for its turn behind it
    CountDownLatch answered = new CountDownLatch(1);
    sink.answer(
        request -> {
          awaitQuietly(answered);
          return Answer.of(200, "ok");
        });
    share.remember(state(FIRST));
    share.remember(state(SECOND));
    courier.dispatch(FIRST);
    sink.await(SOON, request -> request.body().contains("first"));
    courier.dispatch(SECOND);

    // when
    partition.owned = false;
    answered.countDown();

    // then
    Waiting.until(SOON, () -> "the second had no turn", () -> partition.later.get() > 0);
    assertThat(sink.requests()).hasSize(1);
  }

  @Test
  void whatIsDueInAnHourSinceTheClockWasSetBackIsTriedSoonerThanThat() {
    // given
    share.remember(state(FIRST, Instant.now().plus(Duration.ofHours(1))));

    // when
    courier.dispatch(FIRST);

    // then
    assertThat(partition.delays).hasSize(1);
    assertThat(partition.delays.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(12));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static NotificationState state(ApplicationKey key) {
    return state(key, null);
  }

  private static NotificationState state(ApplicationKey key, @Nullable Instant nextAttemptAt) {
    Message message =
        new Message(
            "id-" + key.name(),
            "shop/hook",
            "info",
            "dev.plumbline.convergence.reached",
            "info",
            key + " converged",
            "",
            Map.of(),
            null,
            0,
            nextAttemptAt,
            TIME);
    return new NotificationState(
        key, "uid-" + key.name(), List.of(), List.of(message), Map.of(), null);
  }

  private Desk desk() {
    Clock clock = Clock.systemUTC();
    NotificationProvider provider =
        Samples.provider("webhook", "hook", sink.url("/hook").toString(), null, null);
    return new Desk(
        new KnownApplications(new FakeView<Application>(Application::metadata)),
        new FakeView<>(NotificationRoute::metadata),
        new FakeView<>(NotificationProvider::metadata),
        new Deliverer(
            destination -> Optional.of(provider),
            (namespace, name) -> Optional.empty(),
            new AddressGuard(true, "plumbline.notifier.allow-private-addresses"),
            new HttpSender(SOON),
            clock),
        bulkheads,
        new Pauses(),
        new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofDays(36_500)),
        new NotifierRecords(
            new EventCodec("notifier", clock, new Random()), TopicNames.unprefixed()::of),
        new NotifierMetrics(registry, clock),
        clock,
        new Random(),
        Duration.ZERO);
  }
}
