package dev.plumbline.stream;

import static dev.plumbline.stream.StreamFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who owns what, and what a stale owner cannot do, on a real broker. */
class StreamOwnershipTest {
  private static final int PARTITIONS = 4;
  private final StreamFixture kafka = new StreamFixture(PARTITIONS);

  @AfterEach
  void close() {
    PollStopper.RELEASED.countDown();
    kafka.close();
  }

  @Test
  void sharesPartitionsAndTakesThemBackWhenOneStops() {
    // given
    RecordingHandler first = writing();
    RecordingHandler second = writing();
    StreamRunner one = kafka.run(first);
    await().until(() -> one.ownedPartitions().size() == PARTITIONS);

    // when
    StreamRunner two = kafka.run(second);
    await().until(() -> one.ownedPartitions().size() == 2 && two.ownedPartitions().size() == 2);
    for (int i = 0; i < 100; i++) {
      kafka.send(kafka.input, "key" + i, "v" + i);
      if (i == 50) {
        two.close();
      }
    }

    // then: each was handled once, and all of it is in the state
    await().until(() -> kafka.committed() == 100);
    assertThat(first.handled.size() + second.handled.size()).isEqualTo(100);
    assertThat(first.handled).isNotEmpty();
    assertThat(second.handled).isNotEmpty();
    assertThat(new HashSet<>(kafka.readValues(kafka.state))).hasSize(100);
    assertThat(one.ownedPartitions()).hasSize(PARTITIONS);
    assertThat(second.log).contains("assigned 2", "revoked 2").doesNotContain("lost 2");
  }

  @Test
  void drainsWhatIsUnderWayBeforeItLetsGo() {
    // given: two records, the second of which waits on the first's lane
    CompletableFuture<Void> release = new CompletableFuture<>();
    RecordingHandler first =
        new RecordingHandler(
            (partition, record) ->
                release.thenCompose(
                    go ->
                        partition.write(
                            List.of(kafka.stateRecord(record.key(), StreamFixture.text(record))))));
    StreamRunner runner = kafka.run(first);
    kafka.send(kafka.input, "a", "1");
    kafka.send(kafka.input, "a", "2");
    await().until(() -> first.handled.size() == 1);

    // when
    ActivePartition partition =
        (ActivePartition) first.partitions.get(RecordCodec.partition("a", PARTITIONS));
    CompletableFuture<Void> closed = CompletableFuture.runAsync(runner::close);
    await().until(partition::isEnding);
    release.complete(null);

    // then
    assertThat(closed).succeedsWithin(StreamFixture.LONG);
    assertThat(kafka.readValues(kafka.state)).containsExactly("1", "2");
    assertThat(kafka.committed()).isEqualTo(2);
    int number = RecordCodec.partition("a", PARTITIONS);
    assertThat(first.log.indexOf("revoked " + number)).isGreaterThan(first.log.indexOf("a=2"));
  }

  @Test
  void leavesWhatWouldBeTriedAgainToTheNextOwner() {
    // given: a record that fails, with a pause far longer than the test
    RecordingHandler first =
        new RecordingHandler(
            (partition, record) ->
                CompletableFuture.failedFuture(new IllegalStateException("not now")));
    StreamRunner runner =
        kafka.run(
            first,
            kafka.settings().withRetries(9, Duration.ofHours(1), Duration.ofHours(1)),
            Map.of());
    kafka.send(kafka.input, "a", "1");
    kafka.send(kafka.input, "a", "2");
    await().until(() -> first.handled.size() == 1);

    // when
    runner.close();

    // then: nothing was skipped, nobody waited for the hour
    assertThat(first.handled).containsExactly("a=1");
    RecordingHandler second = new RecordingHandler();
    kafka.run(second);
    await().until(() -> second.handled.size() == 2);
    assertThat(second.handled).containsExactly("a=1", "a=2");
  }

  @Test
  void dropsTimersAndTasksOfAPartitionThatIsGone() {
    // given
    RecordingHandler handler = new RecordingHandler();
    StreamRunner runner = kafka.run(handler);
    await().until(() -> handler.partitions.size() == PARTITIONS);
    OwnedPartition partition = handler.partitions.get(0);
    AtomicInteger ran = new AtomicInteger();
    // due after the poll under way, for which a runner that closes waits
    partition.schedule("a", Duration.ofMillis(2000), () -> count(ran));
    assertThat(partition.isOwned()).isTrue();

    // when
    runner.close();
    partition.submit("a", () -> count(ran));
    partition.schedule("a", Duration.ZERO, () -> count(ran));

    // then
    assertThat(partition.isOwned()).isFalse();
    assertFenced(partition);
    await().during(Duration.ofMillis(2500)).until(() -> ran.get() == 0);
  }

  @Test
  void fencesAnOwnerThatStoppedPollingAndLetsItComeBack() throws Exception {
    // given: one instance owns all and has a record under way, then stops polling
    PollStopper.arm();
    CompletableFuture<Void> release = new CompletableFuture<>();
    CompletableFuture<Void> staleWrite = new CompletableFuture<>();
    RecordingHandler zombie =
        new RecordingHandler(
            (partition, record) ->
                release
                    .thenCompose(
                        go -> partition.write(List.of(kafka.stateRecord(record.key(), "stale"))))
                    .whenComplete(
                        (done, failure) -> {
                          if (failure == null) {
                            staleWrite.complete(null);
                          } else {
                            staleWrite.completeExceptionally(failure);
                          }
                        }));
    StreamRunner stopped =
        kafka.run(
            zombie,
            kafka.settings(),
            Map.of(
                "interceptor.classes", PollStopper.class.getName(), "max.poll.interval.ms", 2000));
    await().until(() -> zombie.partitions.size() == PARTITIONS);
    kafka.send(kafka.input, "a", "1");
    await().until(() -> zombie.handled.size() == 1);
    PollStopper.STOP.countDown();
    kafka.send(kafka.input, "a", "2");
    assertThat(PollStopper.STOPPED.await(40, TimeUnit.SECONDS)).isTrue();
    OwnedPartition stale = zombie.partitions.get(RecordCodec.partition("a", PARTITIONS));

    // when: another takes over and does the work
    RecordingHandler owner = writing();
    StreamRunner running = kafka.run(owner);
    await().until(() -> owner.handled.contains("a=2"));
    await().until(() -> kafka.committed() == 2);
    await().until(() -> !stale.isOwned());
    release.complete(null);

    // then: the stale write fails and never shows
    assertThat(staleWrite)
        .failsWithin(StreamFixture.LONG)
        .withThrowableThat()
        .withRootCauseInstanceOf(org.apache.kafka.common.errors.ApiException.class)
        .withStackTraceContaining(FencedException.class.getName());
    assertThat(kafka.readValues(kafka.state)).containsExactly("1", "2");

    // and the zombie, once it polls again, knows that it lost and takes part again
    PollStopper.RELEASED.countDown();
    await().until(() -> zombie.log.contains("lost " + stale.number()));
    await()
        .until(
            () ->
                stopped.ownedPartitions().size() + running.ownedPartitions().size() == PARTITIONS
                    && !stopped.ownedPartitions().isEmpty());
    assertThat(kafka.committed()).isEqualTo(2);
  }

  @Test
  void treatsAPartitionAsLostWhenTheBrokerFencedItAndTakesItAnew() {
    // given
    RecordingHandler handler = writing();
    StreamRunner runner = kafka.run(handler);
    await().until(() -> runner.ownedPartitions().size() == PARTITIONS);
    int number = RecordCodec.partition("a", PARTITIONS);
    OwnedPartition before = handler.partitions.get(number);

    // when: somebody else initialises the same transactional id
    KafkaClients clients =
        new KafkaClients(
            Map.of("bootstrap.servers", kafka.bootstrap()), kafka.topology(), kafka.settings());
    try (Producer<byte[], byte[]> thief = clients.producer(number)) {
      thief.initTransactions();
    }
    assertFenced(before);

    // then
    await().until(() -> handler.log.contains("lost " + number));
    await().until(() -> runner.ownedPartitions().size() == PARTITIONS);
    assertThat(handler.partitions.get(number)).isNotSameAs(before);
    kafka.send(kafka.input, "a", "after");
    await().until(() -> kafka.readValues(kafka.state).contains("after"));
  }

  @Test
  void waitsBeforeItOffersAPartitionToAHandlerThatRefusedIt() {
    // given: each new offer costs the whole group a rebalance
    Duration pause = Duration.ofSeconds(2);
    List<Instant> offers = new CopyOnWriteArrayList<>();
    RecordingHandler refusing =
        new RecordingHandler() {
          @Override
          public void assigned(OwnedPartition partition, RestoredState state) {
            offers.add(Instant.now());
            throw new IllegalStateException("never");
          }
        };

    // when
    kafka.run(refusing, kafka.settings().withRetries(3, pause, pause), Map.of());

    // then: all partitions are offered at once, and again after the pause
    await().until(() -> offers.size() > PARTITIONS);
    assertThat(Duration.between(offers.get(PARTITIONS - 1), offers.get(PARTITIONS)))
        .isGreaterThanOrEqualTo(pause);
  }

  @Test
  void assignsAgainWhenAHandlerCannotTakeAPartition() {
    AtomicInteger tries = new AtomicInteger();
    Set<Integer> taken = new HashSet<>();
    StreamHandler handler =
        new StreamHandler() {
          @Override
          public void assigned(OwnedPartition partition, RestoredState state) {
            if (partition.number() == 0 && tries.incrementAndGet() == 1) {
              throw new IllegalStateException("not yet");
            }
            taken.add(partition.number());
          }

          @Override
          public CompletableFuture<Void> handle(OwnedPartition partition, StreamRecord record) {
            return CompletableFuture.completedFuture(null);
          }

          @Override
          public void revoked(OwnedPartition partition, boolean lost) {
            taken.remove(partition.number());
          }
        };

    StreamRunner runner = kafka.run(handler);

    await().until(() -> runner.health().ready());
    assertThat(runner.ownedPartitions()).hasSize(PARTITIONS);
    assertThat(taken).hasSize(PARTITIONS);
    assertThat(tries).hasValue(2);
  }

  private RecordingHandler writing() {
    return new RecordingHandler(
        (partition, record) ->
            partition.write(List.of(kafka.stateRecord(record.key(), StreamFixture.text(record)))));
  }

  private void assertFenced(OwnedPartition partition) {
    String key = "a";
    assertThat(
            partition
                .write(List.of(new OutgoingRecord(kafka.deadLetters, key, new byte[1], Map.of())))
                .toCompletableFuture())
        .failsWithin(StreamFixture.LONG)
        .withThrowableThat()
        .withCauseInstanceOf(FencedException.class);
  }

  private static CompletableFuture<Void> count(AtomicInteger counter) {
    counter.incrementAndGet();
    return CompletableFuture.completedFuture(null);
  }

  /** Stops the polling thread inside poll(), as a stopped process would be. */
  public static final class PollStopper implements ConsumerInterceptor<byte[], byte[]> {
    static volatile CountDownLatch STOP = new CountDownLatch(1);
    static volatile CountDownLatch STOPPED = new CountDownLatch(1);
    static volatile CountDownLatch RELEASED = new CountDownLatch(1);

    static void arm() {
      STOP = new CountDownLatch(1);
      STOPPED = new CountDownLatch(1);
      RELEASED = new CountDownLatch(1);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      if (STOP.getCount() == 0) {
        STOPPED.countDown();
        try {
          RELEASED.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
  }
}
