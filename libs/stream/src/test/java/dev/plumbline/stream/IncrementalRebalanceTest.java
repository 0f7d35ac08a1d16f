package dev.plumbline.stream;

import static dev.plumbline.stream.StreamFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rebalance moves and what it leaves alone, on a real broker. */
class IncrementalRebalanceTest {
  private static final int PARTITIONS = 6;
  private final StreamFixture kafka = new StreamFixture(PARTITIONS);

  @AfterEach
  void close() {
    kafka.close();
  }

  private RecordingHandler writing() {
    return new RecordingHandler(
        (partition, record) ->
            partition.write(List.of(kafka.stateRecord(record.key(), StreamFixture.text(record)))));
  }

  private void awaitOwned(StreamRunner runner, int partitions) {
    await().until(() -> runner.ownedPartitions().size() == partitions && runner.health().ready());
  }

  private static Map<Integer, OwnedPartition> owned(StreamRunner runner) {
    Map<Integer, OwnedPartition> owned = new HashMap<>();
    runner.ownedPartitions().forEach(each -> owned.put(each.number(), each));
    return owned;
  }

  /** A key of each partition. */
  private static List<String> keys() {
    List<String> keys = new ArrayList<>();
    Set<Integer> found = new HashSet<>();
    for (int i = 0; found.size() < PARTITIONS; i++) {
      if (found.add(RecordCodec.partition("k" + i, PARTITIONS))) {
        keys.add("k" + i);
      }
    }
    return keys;
  }

  @Test
  void aThirdComesAndGoesAndWhatStaysGoesOn() {
    // given: two members, and records that come all the time
    RecordingHandler first = writing();
    RecordingHandler second = writing();
    MeterRegistry meters = new SimpleMeterRegistry();
    StreamRunner one = kafka.run(first, kafka.settings(), Map.of(), meters);
    awaitOwned(one, PARTITIONS);
    StreamRunner two = kafka.run(second);
    awaitOwned(one, 3);
    awaitOwned(two, 3);
    Map<Integer, OwnedPartition> ofOne = owned(one);
    Map<Integer, OwnedPartition> ofTwo = owned(two);
    AtomicBoolean enough = new AtomicBoolean();
    List<String> keys = keys();
    CompletableFuture<Integer> sender =
        CompletableFuture.supplyAsync(
            () -> {
              int sent = 0;
              for (; !enough.get(); sent++) {
                kafka.send(kafka.input, keys.get(sent % keys.size()), Integer.toString(sent));
              }
              return sent;
            });

    // when: a third comes and goes
    RecordingHandler third = writing();
    StreamRunner three = kafka.run(third);
    awaitOwned(three, 2);
    awaitOwned(one, 2);
    awaitOwned(two, 2);
    assertThat(owned(one).values()).isSubsetOf(ofOne.values());
    assertThat(owned(two).values()).isSubsetOf(ofTwo.values());
    Set<OwnedPartition> kept = new HashSet<>(owned(one).values());
    kept.addAll(owned(two).values());
    await().until(() -> third.handled.size() > 50);
    three.close();
    awaitOwned(one, 3);
    awaitOwned(two, 3);
    enough.set(true);
    int sent = sender.join();

    // then: those that stayed were never let go, and the third's went nowhere else meanwhile
    List<OwnedPartition> now = new ArrayList<>(one.ownedPartitions());
    now.addAll(two.ownedPartitions());
    assertThat(now).containsAll(kept);
    assertThat(first.log).filteredOn(entry -> entry.startsWith("assigned")).hasSize(7);
    assertThat(second.log).filteredOn(entry -> entry.startsWith("assigned")).hasSize(4);
    assertThat(first.log).noneMatch(entry -> entry.startsWith("lost"));
    assertThat(second.log).noneMatch(entry -> entry.startsWith("lost"));
    assertThat(meters.get("plumbline.stream.moved.partitions").tag("kind", "assigned").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(7));
    assertThat(meters.get("plumbline.stream.moved.partitions").tag("kind", "revoked").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(4));

    // and each record was handled once and in the order of its key
    await().until(() -> kafka.committed() == sent);
    assertThat(first.handled.size() + second.handled.size() + third.handled.size()).isEqualTo(sent);
    Map<String, Integer> last = new HashMap<>();
    kafka
        .read(kafka.state)
        .forEach(
            record -> {
              int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8));
              assertThat(number).isGreaterThan(last.getOrDefault(record.key(), -1));
              last.put(record.key(), number);
            });
    assertThat(kafka.readValues(kafka.state)).hasSize(sent);
  }

  @Test
  void recordsOfWhatStaysFlowWhileWhatGoesIsDrained() {
    // given: one owns all, and a partition that will go has a record that takes its time
    CompletableFuture<Void> release = new CompletableFuture<>();
    List<String> keys = keys();
    RecordingHandler first =
        new RecordingHandler(
            (partition, record) ->
                StreamFixture.text(record).equals("slow")
                    ? release
                    : CompletableFuture.completedFuture(null));
    StreamRunner one = kafka.run(first);
    awaitOwned(one, PARTITIONS);
    keys.forEach(key -> kafka.send(kafka.input, key, "slow"));
    await().until(() -> first.handled.size() == PARTITIONS);

    // when
    RecordingHandler second = new RecordingHandler();
    StreamRunner two = kafka.run(second);
    await()
        .until(
            () ->
                one.ownedPartitions().stream()
                        .filter(each -> ((ActivePartition) each).isEnding())
                        .count()
                    == 3);
    List<OwnedPartition> staying =
        one.ownedPartitions().stream()
            .filter(each -> !((ActivePartition) each).isEnding())
            .toList();

    // then: nobody else has what is being drained, and what stays is owned and works
    assertThat(two.ownedPartitions()).isEmpty();
    assertThat(staying).hasSize(3).allMatch(OwnedPartition::isOwned);
    staying.forEach(
        each ->
            assertThat(each.write(List.of(kafka.stateRecord(keyOf(keys, each), "now"))))
                .succeedsWithin(StreamFixture.LONG));
    release.complete(null);
    awaitOwned(one, 3);
    awaitOwned(two, 3);
    assertThat(one.ownedPartitions()).containsAll(staying);
    assertThat(second.handled).isEmpty();
  }

  private static String keyOf(List<String> keys, OwnedPartition partition) {
    return keys.stream()
        .filter(key -> RecordCodec.partition(key, PARTITIONS) == partition.number())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatThisMemberGaveUpItTakesAgainFromWhereItWasDone() {
    // given: a record under way, its partition fenced by somebody else
    CompletableFuture<Void> never = new CompletableFuture<>();
    AtomicBoolean slow = new AtomicBoolean(true);
    RecordingHandler handler =
        new RecordingHandler(
            (partition, record) -> slow.get() ? never : CompletableFuture.completedFuture(null));
    StreamRunner runner = kafka.run(handler);
    awaitOwned(runner, PARTITIONS);
    String key = keys().get(0);
    int number = RecordCodec.partition(key, PARTITIONS);
    OwnedPartition before = handler.partitions.get(number);
    Set<OwnedPartition> others = new HashSet<>(runner.ownedPartitions());
    others.remove(before);
    kafka.send(kafka.input, key, "1");
    kafka.send(kafka.input, key, "2");
    await().until(() -> handler.handled.contains(key + "=1"));
    KafkaClients clients =
        new KafkaClients(
            Map.of("bootstrap.servers", kafka.bootstrap()), kafka.topology(), kafka.settings());
    try (var thief = clients.producer(number)) {
      thief.initTransactions();
    }
    slow.set(false);

    // when
    assertThat(before.write(List.of(kafka.stateRecord(key, "stale"))))
        .failsWithin(StreamFixture.LONG);

    // then: nothing of it is skipped, and the others were left in peace
    await().until(() -> kafka.committed() == 2);
    assertThat(handler.handled).containsExactly(key + "=1", key + "=1", key + "=2");
    awaitOwned(runner, PARTITIONS);
    assertThat(runner.ownedPartitions()).containsAll(others).doesNotContain(before);
    assertThat(kafka.readValues(kafka.state)).isEmpty();
  }

  @Test
  void joinsBesideMembersThatKnowTheRangeAssignmentOnlyAndChangesItsWaysAfterThem() {
    // given: a member of a former release
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrap());
    config.put("group.id", kafka.group);
    config.put("partition.assignment.strategy", RangeAssignor.class.getName());
    config.put("session.timeout.ms", 6000);
    config.put("enable.auto.commit", false);
    AtomicBoolean gone = new AtomicBoolean();
    Set<Integer> ofFormer = ConcurrentHashMap.newKeySet();
    CompletableFuture<Void> former =
        CompletableFuture.runAsync(
            () -> {
              try (KafkaConsumer<byte[], byte[]> consumer =
                  new KafkaConsumer<>(
                      config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(kafka.input, kafka.foreign));
                while (!gone.get()) {
                  consumer.poll(Duration.ofMillis(50));
                  Set<Integer> numbers = new HashSet<>();
                  consumer.assignment().forEach(each -> numbers.add(each.partition()));
                  ofFormer.retainAll(numbers);
                  ofFormer.addAll(numbers);
                }
              }
            });
    await().until(() -> ofFormer.size() == PARTITIONS);

    // when: one of ours comes, then another
    RecordingHandler first = writing();
    StreamRunner one = kafka.run(first);
    awaitOwned(one, 3);
    await().until(() -> ofFormer.size() == 3);
    StreamRunner two = kafka.run(writing());
    awaitOwned(two, 2);
    gone.set(true);
    former.join();
    awaitOwned(one, 3);
    awaitOwned(two, 3);

    // then: one that comes when all know it joins in the new way, and so does one that is restarted
    MeterRegistry meters = new SimpleMeterRegistry();
    StreamRunner three = kafka.run(writing(), kafka.settings(), Map.of(), meters);
    awaitOwned(three, 2);
    two.close();
    one.close();
    awaitOwned(three, PARTITIONS);
    assertThat(meters.get("plumbline.stream.moved.partitions").tag("kind", "assigned").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(PARTITIONS));
    keys().forEach(key -> kafka.send(kafka.input, key, "v"));
    await().until(() -> kafka.committed() == PARTITIONS);
  }
}
