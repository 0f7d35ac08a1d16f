package dev.plumbline.stream;

import static dev.plumbline.stream.StreamFixture.await;
import static dev.plumbline.stream.StreamFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** State and transactions, on a real broker. */
class StreamStateTest {
  private final StreamFixture kafka = new StreamFixture(2);

  @AfterEach
  void close() {
    kafka.close();
  }

  @Test
  void restoresStateBeforeAnyInputAndThenFollowsForeignState() {
    // given: input waits already, state was written, overwritten and deleted
    kafka.send(kafka.input, "a", "input");
    kafka.send(kafka.input, "b", "input");
    kafka.send(kafka.state, "a", "old");
    kafka.send(kafka.state, "a", "new");
    kafka.send(kafka.state, "gone", "was here");
    kafka.send(kafka.state, "gone", null);
    kafka.send(kafka.foreign, "a", "theirs");

    // when
    RecordingHandler handler = new RecordingHandler();
    StreamRunner runner = kafka.run(handler);
    await().until(() -> handler.handled.size() == 2);
    kafka.send(kafka.foreign, "a", "theirs, changed");
    await().until(() -> handler.handled.size() == 3);

    // then
    int first = RecordCodec.partition("a", 2);
    RestoredState state = handler.states.get(first);
    assertThat(state.find(kafka.state, "a")).map(StreamFixture::text).contains("new");
    assertThat(state.find(kafka.foreign, "a")).map(StreamFixture::text).contains("theirs");
    assertThat(handler.states.values())
        .allSatisfy(each -> assertThat(each.find(kafka.state, "gone")).isEmpty())
        .allSatisfy(
            each -> assertThat(each.byTopic()).containsOnlyKeys(kafka.state, kafka.foreign));
    assertThat(handler.handled)
        .containsExactlyInAnyOrder("a=input", "b=input", "a=theirs, changed");
    assertThat(handler.log.indexOf("assigned " + first)).isLessThan(handler.log.indexOf("a=input"));
    assertThat(runner.ownerOf("a")).map(OwnedPartition::number).contains(first);
    assertThat(runner.health().ready()).isTrue();
  }

  @Test
  void putsStateAsideThatItsOwnerCannotRead() {
    // given
    String key = keyOf(0);
    kafka.send(kafka.state, key, "rubbish");
    RecordingHandler handler = new RecordingHandler();
    kafka.run(handler).ownedPartitions();
    await().until(() -> handler.partitions.size() == 2);
    StreamRecord rubbish = handler.states.get(0).find(kafka.state, key).orElseThrow();

    // when
    var done = handler.partitions.get(0).putAside(rubbish, new PermanentFailureException("no"));

    // then: it is a dead letter, and gone for whoever restores the state next
    assertThat(done.toCompletableFuture()).succeedsWithin(StreamFixture.LONG);
    assertThat(kafka.read(kafka.deadLetters))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isEqualTo(key);
              assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("rubbish");
            });
    assertThat(kafka.read(kafka.state))
        .hasSize(2)
        .last()
        .satisfies(r -> assertThat(r.value()).isNull());
  }

  @Test
  void writesAllRecordsOfACallOrNone() {
    // given
    RecordingHandler handler = new RecordingHandler();
    kafka.run(handler);
    await().until(() -> handler.partitions.size() == 2);
    String key = keyOf(0);
    OwnedPartition partition = handler.partitions.get(0);
    OutgoingRecord huge =
        new OutgoingRecord(kafka.input, key, new byte[18 * 1024 * 1024], Map.of());

    // when
    var refused = partition.write(List.of(kafka.stateRecord(key, "never"), huge));
    var written =
        partition.write(
            List.of(
                kafka.stateRecord(key, "1"),
                new OutgoingRecord(kafka.deadLetters, "k", null, Map.of("traceparent", "00-1")),
                kafka.stateRecord(key, "2")));

    // then
    assertThat(refused.toCompletableFuture())
        .failsWithin(40, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(PermanentFailureException.class);
    assertThat(written.toCompletableFuture()).succeedsWithin(StreamFixture.LONG);
    assertThat(kafka.readValues(kafka.state)).containsExactly("1", "2");
    assertThat(kafka.read(kafka.deadLetters))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isNull();
              assertThat(record.headers().lastHeader("traceparent").value())
                  .isEqualTo("00-1".getBytes(StandardCharsets.UTF_8));
            });
  }

  @Test
  void refusesOwnStateOfAnotherPartition() {
    RecordingHandler handler = new RecordingHandler();
    kafka.run(handler);
    await().until(() -> handler.partitions.size() == 2);

    var refused = handler.partitions.get(0).write(List.of(kafka.stateRecord(keyOf(1), "x")));

    assertThat(refused.toCompletableFuture())
        .failsWithin(40, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("the key belongs to partition 1, not to 0");
  }

  @Test
  void handsOverWhatTheFormerOwnerWrote() {
    // given
    RecordingHandler first =
        new RecordingHandler(
            (partition, record) ->
                record.topic().equals(kafka.input)
                    ? partition.write(List.of(kafka.stateRecord(record.key(), text(record))))
                    : CompletableFuture.completedFuture(null));
    StreamRunner runner = kafka.run(first);
    for (int i = 0; i < 20; i++) {
      kafka.send(kafka.input, "key" + i, "v" + i);
    }
    await().until(() -> kafka.committed() == 20);
    runner.close();

    // when
    RecordingHandler second = new RecordingHandler();
    kafka.run(second);
    await().until(() -> second.states.size() == 2);

    // then
    for (int i = 0; i < 20; i++) {
      RestoredState state = second.states.get(RecordCodec.partition("key" + i, 2));
      assertThat(state.find(kafka.state, "key" + i)).map(StreamFixture::text).contains("v" + i);
    }
    assertThat(second.handled).isEmpty();
  }

  @Test
  void saysWhichTopicsDoNotFit() {
    StreamTopology wrong =
        new StreamTopology(
            kafka.group, List.of(kafka.input, kafka.deadLetters), List.of(), List.of());
    try (StreamRunner runner =
        StreamRunner.builder(wrong, new RecordingHandler())
            .kafka(Map.of("bootstrap.servers", kafka.bootstrap()))
            .settings(kafka.settings())
            .build()) {
      assertThat(runner.start().toCompletableFuture())
          .failsWithin(40, TimeUnit.SECONDS)
          .withThrowableThat()
          .withCauseInstanceOf(StreamTopologyException.class)
          .withMessageContaining(kafka.deadLetters + " has 1, " + kafka.input + " has 2");
      await().until(() -> !runner.health().alive());
      assertThat(runner.health().detail()).contains("same number of partitions");
    }
  }

  @Test
  void waitsForTopicsThatAreNotThereYet() {
    StreamTopology early =
        new StreamTopology(kafka.group, List.of(kafka.input + "-late"), List.of(), List.of());
    try (StreamRunner runner =
        StreamRunner.builder(early, new RecordingHandler())
            .kafka(Map.of("bootstrap.servers", kafka.bootstrap()))
            .settings(kafka.settings())
            .build()) {
      var started = runner.start().toCompletableFuture();
      await().until(() -> runner.health().detail().contains(kafka.input + "-late"));
      assertThat(runner.health().alive()).isTrue();
      assertThat(runner.health().ready()).isFalse();

      kafka.create(kafka.input + "-late", 2, "delete");

      assertThat(started).succeedsWithin(StreamFixture.LONG);
      await().until(() -> runner.health().ready());
    }
  }

  private static String keyOf(int partition) {
    for (int i = 0; ; i++) {
      if (RecordCodec.partition("key" + i, 2) == partition) {
        return "key" + i;
      }
    }
  }
}
