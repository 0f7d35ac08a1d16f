package dev.plumbline.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Json;
import dev.plumbline.embedded.EmbeddedKafka;
import dev.plumbline.stream.DeadLetterHeaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The three commands on a real broker, each test under a prefix of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersCommandTest {

  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private EmbeddedKafka kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private int tests;
  private String prefix = "";
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  void start(@TempDir Path directory) {
    kafka = EmbeddedKafka.start(directory, 0, Map.of());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  void stop() {
    producer.close();
    kafka.close();
  }

  @BeforeEach
  void topics() throws Exception {
    prefix = "t" + tests++ + ".";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(prefix + "dead-letters", 2, (short) 1),
                  new NewTopic(prefix + "plans", 2, (short) 1),
                  new NewTopic(prefix + "desired", 2, (short) 1)))
          .all()
          .get();
    }
  }

  @Test
  void listsOneALineTheNewestLast() throws Exception {
    letter(0, "plans", "shop/web", "{}", LONG_AGO.plusSeconds(2), Map.of());
    letter(1, "desired", "shop/api", "{}", LONG_AGO.plusSeconds(1), Map.of());

    assertThat(run("list")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("1:0 ").contains("desired", "shop/api", "it is no event");
    assertThat(lines.get(1)).startsWith("0:0 ").contains("plans", "shop/web");
  }

  @Test
  void listsOneTopicAndAsJson() throws Exception {
    letter(0, "plans", "shop/web", "{}", LONG_AGO, Map.of());
    letter(1, "desired", "shop/api", "{}", LONG_AGO, Map.of());

    assertThat(run("list", "--topic", "plans", "--json")).isZero();

    assertThat(out.toString().lines()).hasSize(1);
    var json = Json.mapper().readTree(out.toString());
    assertThat(json.path("id").asText()).isEqualTo("0:0");
    assertThat(json.path("topic").asText()).isEqualTo(prefix + "plans");
    assertThat(json.path("offset").asLong()).isEqualTo(5);
    assertThat(json.path("group").asText()).isEqualTo("plumbline-applier");
  }

  @Test
  void saysThatThereIsNone() {
    assertThat(run("list")).isZero();

    assertThat(out.toString()).isEqualTo("No dead letters.\n");
  }

  @Test
  void showsWhereItWasWhyAndWhatItWas() throws Exception {
    letter(
        0,
        "plans",
        "shop/web",
        "{\"a\":{\"sealed\":\"v1:abc\"}}",
        LONG_AGO,
        Map.of(
            "ce_type",
            "dev.plumbline.plan.made",
            DeadLetterHeaders.STACK,
            "E: x\n\tat y\u001b[2J"));

    assertThat(run("show", "0:0")).isZero();

    assertThat(out.toString())
        .contains(
            "plans 1@5", "it is no event", "  ce_type: dev.plumbline.plan.made", "  \tat y?[2J")
        .contains("\"sealed\" : \"v1:abc\"")
        .doesNotContain(DeadLetterHeaders.PREFIX);
  }

  @Test
  void showsWhatIsNoJsonAndNoText() throws Exception {
    letter(0, "plans", "a/b", "{ \u001b]0;title\u0007", LONG_AGO, Map.of());
    send(0, "a/b", new byte[] {(byte) 0xff, 1}, "plans", LONG_AGO, Map.of());

    assertThat(run("show", "0:0")).isZero();
    assertThat(out.toString()).contains("not JSON", "{ ?]0;title?");

    assertThat(run("show", "0:1")).isZero();
    assertThat(out.toString()).contains("in hex", "ff 01");
  }

  @Test
  void replaysARecordAsItCameAndOnlyOnceUnlessToldAgain() throws Exception {
    letter(0, "plans", "shop/web", "{\"a\":1}", LONG_AGO, Map.of("ce_type", "x"));

    // when
    assertThat(run("replay", "0:0")).isZero();

    // then
    ConsumerRecord<byte[], byte[]> replayed = read("plans").get(0);
    assertThat(replayed.key()).asString(StandardCharsets.UTF_8).isEqualTo("shop/web");
    assertThat(replayed.value()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
    assertThat(Letter.headersOf(replayed))
        .isEqualTo(Map.of("ce_type", "x", DeadLetterHeaders.REPLAY_OF, "0:0"));
    assertThat(out.toString()).contains("0:0 replayed to " + prefix + "plans");

    // when it is asked for again
    assertThat(run("replay", "0:0")).isEqualTo(1);
    assertThat(err.toString()).contains("0:0 not replayed: it was replayed at", "--again");
    assertThat(read("plans")).hasSize(1);
    assertThat(run("replay", "--again", "0:0")).isZero();

    // then it shows
    assertThat(read("plans")).hasSize(2);
    assertThat(run("list")).isZero();
    assertThat(out.toString()).contains("No dead letters.", "1 more, replayed already");
    assertThat(run("list", "--all")).isZero();
    assertThat(out.toString()).contains("[replayed 2 times, last ");
  }

  @Test
  void replaysAllThatWereNotYet() throws Exception {
    letter(0, "plans", "a/b", "1", LONG_AGO, Map.of());
    letter(0, "plans", "a/c", "2", LONG_AGO, Map.of());
    letter(0, "desired", "a/d", "3", LONG_AGO, Map.of());
    assertThat(run("replay", "0:1")).isZero();

    assertThat(run("replay", "--all", "--topic", "plans")).isZero();

    assertThat(read("plans"))
        .extracting(r -> Letter.text(r.value()))
        .containsExactlyInAnyOrder("1", "2");
    assertThat(read("desired")).isEmpty();
  }

  @Test
  void stateThatIsReplacedMeanwhileIsNotUndone() throws Exception {
    // given: of two keys one has newer state
    byte[] key = "shop/web".getBytes(StandardCharsets.UTF_8);
    long offset = write("desired", 0, key, "old");
    write("desired", 0, "shop/api".getBytes(StandardCharsets.UTF_8), "other");
    Map<String, String> place =
        Map.of(DeadLetterHeaders.PARTITION, "0", DeadLetterHeaders.OFFSET, Long.toString(offset));
    letter(0, "desired", "shop/web", "old", LONG_AGO, place);

    // when it is still the newest, it may be written once more
    assertThat(run("replay", "0:0")).isZero();

    // when it is not
    write("desired", 0, key, "new");
    assertThat(run("replay", "--again", "0:0")).isEqualTo(1);
    assertThat(err.toString()).contains("holds newer state under its key");
  }

  @Test
  void whatCannotBePutBackIsSaid() throws Exception {
    letter(0, "elsewhere", "a/b", "1", LONG_AGO, Map.of());
    letter(0, "plans", "a/b", "1", LONG_AGO, Map.of(DeadLetterHeaders.VALUE, "omitted"));
    letter(0, "plans", "a/b", "1", LONG_AGO, Map.of(DeadLetterHeaders.PARTITION, ""));

    assertThat(run("replay", "0:0", "0:1", "0:2", "0:9")).isEqualTo(1);

    assertThat(err.toString())
        .contains("0:0 not replayed: '" + prefix + "elsewhere' is no topic of this installation")
        .contains("0:1 not replayed: its value was too large to keep")
        .contains("0:2 not replayed: it was no record of a topic")
        .contains("0:9 not replayed: there is no such dead letter");
    assertThat(read("plans")).isEmpty();
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap", kafka.bootstrapServers(), "--topic-prefix", prefix));
    return new CommandLine(new DeadLettersCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private void letter(
      int partition,
      String topic,
      String key,
      String value,
      Instant time,
      Map<String, String> headers)
      throws Exception {
    send(partition, key, value.getBytes(StandardCharsets.UTF_8), topic, time, headers);
  }

  private void send(
      int partition,
      String key,
      byte @Nullable [] value,
      String topic,
      Instant time,
      Map<String, String> headers)
      throws Exception {
    Map<String, String> all = new TreeMap<>();
    all.put(DeadLetterHeaders.TOPIC, prefix + topic);
    all.put(DeadLetterHeaders.PARTITION, "1");
    all.put(DeadLetterHeaders.OFFSET, "5");
    all.put(DeadLetterHeaders.GROUP, "plumbline-applier");
    all.put(DeadLetterHeaders.CAUSE, "it is no event");
    all.put(DeadLetterHeaders.TIME, time.toString());
    all.put(DeadLetterHeaders.ATTEMPTS, "1");
    all.putAll(headers);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            prefix + "dead-letters", partition, key.getBytes(StandardCharsets.UTF_8), value);
    all.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    producer.send(record).get(20, TimeUnit.SECONDS);
  }

  private long write(String topic, int partition, byte[] key, String value) throws Exception {
    return producer
        .send(
            new ProducerRecord<>(
                prefix + topic, partition, key, value.getBytes(StandardCharsets.UTF_8)))
        .get(20, TimeUnit.SECONDS)
        .offset();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          List.of(new TopicPartition(prefix + topic, 0), new TopicPartition(prefix + topic, 1));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
