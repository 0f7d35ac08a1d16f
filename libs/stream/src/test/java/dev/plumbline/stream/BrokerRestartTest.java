package dev.plumbline.stream;

import static dev.plumbline.stream.StreamFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away in the middle and comes back on the same port. */
class BrokerRestartTest {
  @TempDir Path directory;

  @Test
  void goesOnWhereItWasWhenTheBrokerComesBack() {
    EmbeddedKafka broker = EmbeddedKafka.start(directory, 0, Map.of());
    int port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
    try (StreamFixture kafka = new StreamFixture(broker.bootstrapServers(), 2)) {
      // given
      RecordingHandler handler =
          new RecordingHandler(
              (partition, record) ->
                  partition.write(
                      List.of(kafka.stateRecord(record.key(), StreamFixture.text(record)))));
      StreamRunner runner = kafka.run(handler);
      await().until(() -> runner.ownedPartitions().size() == 2);
      kafka.send(kafka.input, "key0", "v0");
      await().until(() -> kafka.committed() == 1);
      OwnedPartition partition = handler.partitions.get(RecordCodec.partition("key1", 2));

      // when: the broker is away, and something is written meanwhile
      broker.close();
      var written = partition.write(List.of(kafka.stateRecord("key1", "v1")));
      assertThat(written.toCompletableFuture()).isNotDone();
      await().untilAsserted(() -> assertThat(partition.isOwned()).isFalse());
      assertThat(runner.health().ready()).isFalse();
      assertThat(runner.health().alive()).isTrue();
      assertThat(runner.health().detail()).isEqualTo("the broker does not answer");
      broker = EmbeddedKafka.start(directory, port, Map.of());
      for (int i = 2; i < 20; i++) {
        kafka.send(kafka.input, "key" + i, "v" + i);
      }

      // then
      assertThat(written.toCompletableFuture()).succeedsWithin(StreamFixture.LONG);
      await().until(() -> kafka.committed() == 19);
      assertThat(kafka.readValues(kafka.state))
          .containsAll(IntStream.range(0, 20).mapToObj(i -> "v" + i).toList());
      assertThat(runner.health().alive()).isTrue();
      await().until(() -> runner.health().ready());
    } finally {
      broker.close();
    }
  }
}
