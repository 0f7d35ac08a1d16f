package dev.plumbline.stream;

import static dev.plumbline.stream.StreamFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to records, on a real broker. */
class StreamDeliveryTest {
  private final StreamFixture kafka = new StreamFixture(1);

  @AfterEach
  void close() {
    kafka.close();
  }

  @Test
  void handlesOneKeyInOrderOverTopicsAndOtherKeysMeanwhile() {
    // given: the first record of key a, from the input, takes until it is released
    CompletableFuture<Void> release = new CompletableFuture<>();
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) ->
                StreamFixture.text(record).equals("slow")
                    ? release
                    : CompletableFuture.completedFuture(null));
    kafka.run(handler);
    await().until(() -> !handler.partitions.isEmpty());
    kafka.send(kafka.input, "a", "slow");
    await().until(() -> handler.handled.contains("a=slow"));

    // when: more arrives for the key on the other topic, and for another key
    kafka.send(kafka.foreign, "a", "state");
    kafka.send(kafka.input, "a", "next");
    kafka.send(kafka.input, "b", "other");

    // then
    await().until(() -> handler.handled.contains("b=other"));
    assertThat(handler.handled).containsExactly("a=slow", "b=other");
    release.complete(null);
    await().until(() -> handler.handled.size() == 4);
    assertThat(handler.handled.subList(2, 4)).containsExactlyInAnyOrder("a=state", "a=next");
  }

  @Test
  void handlesManyRecordsOfManyKeysEachKeyInOrder() {
    Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    AtomicInteger count = new AtomicInteger();
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) ->
                CompletableFuture.runAsync(
                    () -> {
                      seen.computeIfAbsent(record.key(), k -> new CopyOnWriteArrayList<>())
                          .add(Integer.valueOf(StreamFixture.text(record)));
                      count.incrementAndGet();
                    }));
    kafka.run(handler, kafka.settings().withMaxOpenPerPartition(20), Map.of());
    for (int i = 0; i < 1000; i++) {
      kafka.sendSoon(kafka.input, "key" + i % 50, Integer.toString(i));
    }

    await().until(() -> count.get() == 1000);
    assertThat(seen).hasSize(50).allSatisfy((key, values) -> assertThat(values).isSorted());
    await().untilAsserted(() -> assertThat(kafka.committed()).isEqualTo(1000));
  }

  @Test
  void tellsHowLongAHopTookAndHowMuchIsNotReceivedYet() {
    // given: one record is being handled, and no more than that is received
    MeterRegistry registry = new SimpleMeterRegistry();
    CompletableFuture<Void> release = new CompletableFuture<>();
    RecordingHandler handler = new RecordingHandler((partition, record) -> release);
    kafka.run(
        handler,
        kafka.settings().withMaxOpenPerPartition(1).withConcurrency(1),
        Map.of(),
        registry);
    await().until(() -> !handler.partitions.isEmpty());
    assertThat(meters(registry, "plumbline.stream.dead.letters").counter().count()).isZero();
    for (int i = 0; i < 10; i++) {
      kafka.send(kafka.input, "key" + i, "x");
    }

    // then
    await().until(() -> meters(registry, "plumbline.stream.lag.records").gauge().value() > 4);
    assertThat(registry.find("plumbline.stream.hop").timer()).isNull();

    // when
    release.complete(null);

    // then
    await().until(() -> meters(registry, "plumbline.stream.lag.records").gauge().value() == 0);
    await().until(() -> meters(registry, "plumbline.stream.hop").timer().count() == 10);
  }

  private RequiredSearch meters(MeterRegistry registry, String name) {
    return registry.get(name).tag("group", kafka.group).tag("topic", kafka.input);
  }

  @Test
  void stopsReadingWhileTooManyRecordsAreOpen() {
    // given
    CompletableFuture<Void> release = new CompletableFuture<>();
    RecordingHandler handler = new RecordingHandler((partition, record) -> release);
    kafka.run(handler, kafka.settings().withMaxOpenPerPartition(5).withConcurrency(50), Map.of());
    await().until(() -> !handler.partitions.isEmpty());

    // when
    for (int i = 0; i < 30; i++) {
      kafka.send(kafka.input, "key" + i, "x");
    }
    await().until(() -> handler.handled.size() >= 5);

    // then: at most what one poll may bring on top
    assertThat(handler.handled).hasSizeLessThan(10);
    release.complete(null);
    await().until(() -> handler.handled.size() == 30);
  }

  @Test
  void commitsOnlyWhatIsDoneSoThatACrashBringsTheRestAgain() {
    // given: one of three records never completes
    RecordingHandler first =
        new RecordingHandler(
            (partition, record) ->
                record.key().equals("stuck")
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(null));
    StreamSettings impatient =
        kafka.settings().withDrain(Duration.ofMillis(200), Duration.ofMillis(100));
    StreamRunner runner = kafka.run(first, impatient, Map.of());
    kafka.send(kafka.input, "done", "1");
    kafka.send(kafka.input, "stuck", "2");
    kafka.send(kafka.input, "later", "3");
    await().until(() -> first.handled.size() == 3);

    // when
    runner.close();
    RecordingHandler second = new RecordingHandler();
    kafka.run(second);

    // then
    await().until(() -> second.handled.size() == 2);
    assertThat(second.handled).containsExactlyInAnyOrder("stuck=2", "later=3");
  }

  @Test
  void freesTheLaneButDoesNotCommitWhileARecordIsHeld() {
    // given
    AtomicReference<Ack> held = new AtomicReference<>();
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) -> {
              if (StreamFixture.text(record).equals("hold")) {
                held.set(record.hold());
              }
              return CompletableFuture.completedFuture(null);
            });
    StreamRunner runner = kafka.run(handler);
    kafka.send(kafka.input, "a", "hold");
    kafka.send(kafka.input, "a", "next");
    kafka.send(kafka.input, "a", "last");

    // when
    await().until(() -> handler.handled.size() == 3);

    // then
    assertThat(runner.health().oldestOpenRecord()).isPositive();
    assertThat(kafka.committed()).isZero();
    held.get().done();
    await().until(() -> kafka.committed() == 3);
    assertThat(runner.health().oldestOpenRecord()).isZero();
  }

  @Test
  void triesAgainOnTheSameLaneUntilItWorks() {
    AtomicInteger attempts = new AtomicInteger();
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) -> {
              if (StreamFixture.text(record).equals("flaky") && attempts.incrementAndGet() < 3) {
                record.hold();
                throw new IllegalStateException("not yet");
              }
              return CompletableFuture.completedFuture(null);
            });
    kafka.run(handler);
    kafka.send(kafka.input, "a", "flaky");
    kafka.send(kafka.input, "a", "next");

    await().until(() -> kafka.committed() == 2);
    assertThat(handler.handled).containsExactly("a=flaky", "a=flaky", "a=flaky", "a=next");
    assertThat(kafka.read(kafka.deadLetters)).isEmpty();
  }

  @Test
  void putsWhatCannotBeHandledAsideAndMovesOn() {
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) ->
                switch (StreamFixture.text(record)) {
                  case "never" ->
                      CompletableFuture.failedFuture(
                          new PermanentFailureException("no such thing"));
                  case "broken" -> throw new IllegalStateException("boom");
                  default -> CompletableFuture.completedFuture(null);
                });
    kafka.run(handler);
    kafka.send(kafka.input, "a", "never");
    kafka.send(kafka.input, "a", "broken");
    kafka.send(kafka.input, "a", "fine");

    await().until(() -> kafka.committed() == 3);
    assertThat(handler.handled)
        .containsExactly("a=never", "a=broken", "a=broken", "a=broken", "a=fine");
    List<ConsumerRecord<String, byte[]>> letters = kafka.read(kafka.deadLetters);
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).key()).isEqualTo("a");
    assertThat(letters.get(0).value()).asString(StandardCharsets.UTF_8).isEqualTo("never");
    assertThat(headers(letters.get(0)))
        .containsEntry("plumbline_dead_letter_topic", kafka.input)
        .containsEntry("plumbline_dead_letter_partition", "0")
        .containsEntry("plumbline_dead_letter_offset", "0")
        .containsEntry("plumbline_dead_letter_attempts", "1")
        .containsEntry("plumbline_dead_letter_group", kafka.group)
        .containsEntry("plumbline_dead_letter_cause", "no such thing")
        .doesNotContainKey("plumbline_dead_letter_stack")
        .containsKey("plumbline_dead_letter_time");
    assertThat(headers(letters.get(1)))
        .containsEntry("plumbline_dead_letter_attempts", "3")
        .containsEntry("plumbline_dead_letter_offset", "1")
        .containsEntry("plumbline_dead_letter_cause", "java.lang.IllegalStateException: boom");
    assertThat(headers(letters.get(1)).get("plumbline_dead_letter_stack"))
        .contains("IllegalStateException: boom", "StreamDeliveryTest.java");
  }

  @Test
  void runsSubmittedAndScheduledTasksOnTheLaneOfTheirKey() throws Exception {
    // given
    CompletableFuture<Void> release = new CompletableFuture<>();
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch cancelledPassed = new CountDownLatch(1);
    RecordingHandler handler =
        new RecordingHandler((partition, record) -> release.thenRun(() -> order.add("record")));
    kafka.run(handler);
    await().until(() -> !handler.partitions.isEmpty());
    OwnedPartition partition = handler.partitions.get(0);
    kafka.send(kafka.input, "a", "1");
    await().until(() -> handler.handled.size() == 1);

    // when
    Cancellable cancelled = partition.schedule("a", Duration.ofMillis(1), note(order, "cancelled"));
    cancelled.cancel();
    partition.schedule("b", Duration.ofMillis(20), note(order, "other key"));
    await().until(() -> order.contains("other key"));
    partition.submit("a", note(order, "submitted"));
    partition.schedule(
        "a",
        Duration.ofMillis(20),
        () -> {
          cancelledPassed.countDown();
          return note(order, "scheduled").get();
        });
    release.complete(null);

    // then
    assertThat(cancelledPassed.await(40, TimeUnit.SECONDS)).isTrue();
    await().until(() -> order.size() == 4);
    assertThat(order).containsExactly("other key", "record", "submitted", "scheduled");
  }

  private static Supplier<CompletionStage<Void>> note(List<String> order, String name) {
    return () -> {
      order.add(name);
      return CompletableFuture.completedFuture(null);
    };
  }

  private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }
}
