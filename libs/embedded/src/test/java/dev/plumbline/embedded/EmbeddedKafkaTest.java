package dev.plumbline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final TopicPartition TOPIC = new TopicPartition("things", 0);

  @TempDir Path dataDir;

  @Test
  void keepsTopicsAndTransactionsOverARestartOnAnotherPort() throws Exception {
    // given: a committed and an aborted transaction
    String first;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir, 0, Map.of())) {
      first = kafka.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", first))) {
        admin
            .createTopics(List.of(new NewTopic("things", Optional.of(1), Optional.empty())))
            .all()
            .get(30, TimeUnit.SECONDS);
      }
      try (KafkaProducer<String, String> producer = producer(first, Map.of())) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("things", "key", "kept"));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("things", "key", "dropped"));
        producer.flush();
        producer.abortTransaction();
      }
    }

    // when
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir, 0, Map.of())) {
      // then
      assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:").isNotEqualTo(first);
      assertThat(readCommitted(kafka.bootstrapServers())).containsExactly("kept");
    }
  }

  @Test
  void takesRecordsOfSixteenMebibytesAndMakesNoTopicByItself() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir, 0, Map.of("num.partitions", "1"))) {
      String bootstrap = kafka.bootstrapServers();
      try (KafkaProducer<String, String> producer =
              producer(bootstrap, Map.of("max.request.size", "17000000", "max.block.ms", "2000"));
          Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        producer.initTransactions();
        producer.beginTransaction();

        // when a topic is not there
        assertThatThrownBy(
                () -> producer.send(new ProducerRecord<>("things", "key", "value")).get())
            .hasMessageContaining("things");
        assertThatThrownBy(() -> admin.describeTopics(Set.of("things")).allTopicNames().get())
            .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        producer.abortTransaction();

        // and when it is
        admin
            .createTopics(List.of(new NewTopic("things", Optional.of(1), Optional.empty())))
            .all()
            .get(30, TimeUnit.SECONDS);
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("things", "key", "x".repeat(16 * 1024 * 1024))).get();
        producer.commitTransaction();
      }
      assertThat(readCommitted(bootstrap)).singleElement().asString().hasSize(16 * 1024 * 1024);
    }
  }

  @Test
  void whatWouldHaltTheJvmIsToldToItsOwnerOnce() throws Exception {
    // given
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dataDir, 0, Map.of(), told::add)) {

      // when Kafka gives up, as it does without a directory that it can write to
      Exit.halt(1, "all log dirs have failed");
      Exit.halt(1, "all log dirs have failed");

      // then
      assertThat(told.poll(30, TimeUnit.SECONDS)).contains("all log dirs have failed");
      assertThat(kafka.bootstrapServers()).isNotEmpty();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedKafka.start(dataDir, taken.getLocalPort(), Map.of()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
    }
  }

  private static KafkaProducer<String, String> producer(
      String bootstrap, Map<String, Object> more) {
    Map<String, Object> settings = new java.util.HashMap<>(more);
    settings.put("bootstrap.servers", bootstrap);
    settings.put("transactional.id", "embedded-kafka-test");
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  /** Reads all that is committed, once the broker has marked every transaction as ended. */
  private static List<String> readCommitted(String bootstrap) {
    try (KafkaConsumer<String, String> consumer = consumer(bootstrap, "read_committed");
        KafkaConsumer<String, String> log = consumer(bootstrap, "read_uncommitted")) {
      long written = log.endOffsets(Set.of(TOPIC)).get(TOPIC);
      while (consumer.endOffsets(Set.of(TOPIC)).get(TOPIC) < written) {
        written = log.endOffsets(Set.of(TOPIC)).get(TOPIC);
      }
      consumer.assign(Set.of(TOPIC));
      consumer.seekToBeginning(Set.of(TOPIC));
      List<String> values = new ArrayList<>();
      while (consumer.position(TOPIC) < written) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }

  private static KafkaConsumer<String, String> consumer(String bootstrap, String isolation) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
