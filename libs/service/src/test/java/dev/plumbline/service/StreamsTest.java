package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.contracts.Topic;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamHealth;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.stream.StreamTopology;
import dev.plumbline.testkit.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  @Test
  void aProcessWhoseBrokerIsNotThereYetIsAliveAndSaysWhatItWaitsFor() {
    Streams streams = streams(Map.of("bootstrap.servers", "127.0.0.1:1"));

    streams.start(topology(streams, "applier"), new Doing(partition -> {}));

    assertThat(streams.health().get("plumbline-applier"))
        .satisfies(health -> assertThat(health.alive()).isTrue())
        .satisfies(health -> assertThat(health.ready()).isFalse())
        .satisfies(health -> assertThat(health.detail()).isEqualTo("waiting to be started"));
    streams.stop(new ShutdownEvent());
  }

  @Test
  void allStreamsDrainAtTheSameTimeWhenTheProcessStops(@TempDir Path directory) throws Exception {
    // given: each stream has a record under way that ends once all streams are draining
    List<String> roles = List.of("a", "b", "c", "d");
    CountDownLatch underWay = new CountDownLatch(roles.size());
    CountDownLatch endedWell = new CountDownLatch(roles.size());
    try (TestKafka broker = TestKafka.start(directory)) {
      Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      Streams streams = streams(kafka);
      roles.forEach(
          role ->
              streams.start(
                  topology(streams, role),
                  new Doing(
                      partition -> {
                        underWay.countDown();
                        await().atMost(LONG).until(() -> noneIsReady(streams));
                        if (partition.isOwned()) {
                          endedWell.countDown();
                        }
                      })));
      await()
          .atMost(LONG)
          .until(() -> streams.health().values().stream().allMatch(StreamHealth::ready));
      send(kafka, streams.topic(Topic.PLANS));
      underWay.await();

      // when
      streams.stop(new ShutdownEvent());

      // then
      assertThat(endedWell.getCount()).isZero();
      assertThat(streams.health().values()).noneMatch(StreamHealth::alive);
    }
  }

  private static boolean noneIsReady(Streams streams) {
    return streams.health().values().stream().noneMatch(StreamHealth::ready);
  }

  private static Streams streams(Map<String, Object> kafka) {
    PlumblineConfig config = TestConfig.of("plumbline.kafka.partitions", "1");
    return new Streams(
        config,
        kafka,
        new TopicCreation(config, kafka),
        new SimpleMeterRegistry(),
        Clock.systemUTC(),
        new Random(1));
  }

  private static StreamTopology topology(Streams streams, String role) {
    return new StreamTopology(
        streams.group(role), List.of(streams.topic(Topic.PLANS)), List.of(), List.of());
  }

  private static void send(Map<String, Object> kafka, String topic) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", "value")).get();
    }
  }

  /** Does something for each record. */
  private record Doing(Consumer<OwnedPartition> work) implements StreamHandler {
    @Override
    public void assigned(OwnedPartition partition, RestoredState state) {}

    @Override
    public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
      work.accept(partition);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void revoked(OwnedPartition partition, boolean lost) {}
  }
}
