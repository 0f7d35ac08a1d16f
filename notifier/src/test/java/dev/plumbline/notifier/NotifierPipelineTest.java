package dev.plumbline.notifier;

import static dev.plumbline.notifier.Samples.WEB;
import static dev.plumbline.notifier.Samples.missing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.NotificationProvider;
import dev.plumbline.contracts.resources.NotificationRoute;
import dev.plumbline.contracts.resources.NotificationRoute.ApplicationSelector;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.RecordingSink.Answer;
import dev.plumbline.testkit.RecordingSink.Request;
import dev.plumbline.testkit.TestKafka;
import dev.plumbline.testkit.TopicLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in, requests out: with a real broker and a real HTTP server. */
class NotifierPipelineTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final EventCodec CODEC = new EventCodec("test", Clock.systemUTC(), new Random());

  @TempDir static Path directory;
  private static TestKafka kafka;
  private static KafkaProducer<String, byte[]> producer;

  private final String id = UUID.randomUUID().toString().substring(0, 8);
  private final RecordingSink sink = new RecordingSink();
  private final NotifierProcess.Resources resources = new NotifierProcess.Resources();
  private NotifierProcess notifier;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = TestKafka.start(directory);
    TopicNames names = TopicNames.unprefixed();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Arrays.stream(Topic.values())
                  .map(t -> new NewTopic(names.of(t), 4, (short) 1).configs(names.settings(t, 1)))
                  .toList())
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() throws Exception {
    producer.close();
    kafka.close();
  }

  @AfterEach
  void stop() {
    notifier.close();
    sink.close();
  }

  @Test
  void aProblemAndItsEndReachTheirDestinationOnce() {
    // given
    Application web = application("web");
    provide("webhook", "/hook", null);
    start();

    // when
    send(Samples.renderFailed(web.key(), web.uid(), "no"));
    awaitRequests(1);
    send(Samples.renderFailed(web.key(), web.uid(), "no"));
    send(Samples.rendered(web.key(), web.uid()));

    // then
    awaitRequests(2);
    assertThat(events()).containsExactly("opened", "resolved");
    await().atMost(SOON).until(() -> notifier.gauge("plumbline.incidents.open") == 0);
    assertThat(notifier.counted("plumbline.notify.deliveries", "outcome", "delivered"))
        .isEqualTo(2);
  }

  @Test
  void aStateRecordThatCannotBeReadKeepsNoOtherFromItsWork() throws Exception {
    // given
    Application web = application("web");
    provide("webhook", "/hook", null);
    String topic = TopicNames.unprefixed().of(Topic.NOTIFICATIONS);
    for (int partition = 0; partition < 4; partition++) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, partition, "poison", "{".getBytes(StandardCharsets.UTF_8)))
          .get();
    }

    // when
    start();
    send(Samples.renderFailed(web.key(), web.uid(), "no"));

    // then
    awaitRequests(1);
    for (int partition = 0; partition < 4; partition++) {
      producer.send(new ProducerRecord<>(topic, partition, "poison", null)).get();
    }
  }

  @Test
  void theEndWaitsForABeginningThatIsBeingRetried() {
    // given
    Application web = application("web");
    provide("webhook", "/hook", null);
    AtomicInteger count = new AtomicInteger();
    CountDownLatch resolved = new CountDownLatch(1);
    sink.answer(
        r -> {
          if (count.incrementAndGet() == 1) {
            awaitLatch(resolved);
            return Answer.of(503, "");
          }
          return Answer.of(200, "");
        });
    start();

    // when
    send(Samples.drift(web.key(), web.uid(), true, missing(WEB)));
    sink.await(SOON, r -> true);
    send(Samples.cleared(web.key(), web.uid()));
    await().atMost(SOON).until(() -> notifier.gauge("plumbline.incidents.open") == 0);
    resolved.countDown();

    // then
    awaitRequests(3);
    assertThat(events()).containsExactly("opened", "opened", "resolved");
  }

  @Test
  void anEventThatIsFasterThanTheWatchWaitsForItsApplication() {
    // given
    provide("webhook", "/hook", null);
    start();
    ApplicationKey key = new ApplicationKey("shop", "late-" + id);

    // when
    send(Samples.renderFailed(key, "uid-late", "no"));
    resources.applications().put(Samples.application(key, "uid-late"));

    // then
    awaitRequests(1);
  }

  @Test
  void anApplicationThatIsDeletedEndsItsIncidentsAndLeavesNoState() {
    // given
    Application web = application("web");
    provide("webhook", "/hook", null);
    start();
    send(Samples.renderFailed(web.key(), web.uid(), "no"));
    awaitRequests(1);

    // when
    resources.applications().remove(web);

    // then
    awaitRequests(2);
    assertThat(events()).containsExactly("opened", "resolved");
    try (TopicLog log = new TopicLog(kafka.bootstrapServers(), Topic.NOTIFICATIONS)) {
      await()
          .atMost(SOON)
          .until(() -> log.raw().stream().anyMatch(r -> r.endsWith("} ") && !r.contains("ce_id")));
    }
  }

  @Test
  void whatIsRefusedGoesToTheDeadLettersWithoutItsAddress() {
    // given
    Application web = application("web");
    provide("webhook", "/very-secret-path", null);
    sink.answer(r -> Answer.of(410, ""));
    start();

    // when
    send(Samples.renderFailed(web.key(), web.uid(), "no"));

    // then
    try (TopicLog log = new TopicLog(kafka.bootstrapServers(), Topic.DEAD_LETTERS)) {
      await().atMost(SOON).until(() -> log.raw().stream().anyMatch(r -> r.contains(id)));
      String letter = log.raw().stream().filter(r -> r.contains(id)).findFirst().orElseThrow();
      assertThat(letter).contains("answered 410").doesNotContain("very-secret-path");
    }
    await()
        .atMost(SOON)
        .until(() -> notifier.counted("plumbline.notify.deliveries", "outcome", "refused") == 1);
    assertThat(sink.requests()).hasSize(1);
  }

  @Test
  void aProviderThatIsMendedIsTriedAtOnce() {
    // given
    Application web = application("web");
    NotificationProvider fax = Samples.provider("fax", "p" + id, null, null, null);
    resources.providers().put(fax);
    resources.routes().put(route());
    start();
    send(Samples.renderFailed(web.key(), web.uid(), "no"));
    await()
        .atMost(SOON)
        .until(() -> notifier.counted("plumbline.notify.deliveries", "outcome", "retried") > 0);

    // when
    provide("webhook", "/hook", null);

    // then
    awaitRequests(1);
  }

  @Test
  void anOrderlyRestartInTheMiddleLosesAndDoublesNothing() {
    // given
    List<Application> applications = applications(50);
    provide("pagerduty", "/pager", "key");
    start();
    applications.forEach(a -> send(Samples.drift(a.key(), a.uid(), true, missing(WEB))));

    // when
    awaitRequests(10);
    notifier.close();
    start();

    // then
    awaitRequests(50);
    applications.forEach(a -> send(Samples.cleared(a.key(), a.uid())));
    awaitRequests(100);
    assertThat(dedupKeys("trigger")).hasSize(50).doesNotHaveDuplicates();
    assertThat(dedupKeys("resolve")).containsExactlyInAnyOrderElementsOf(dedupKeys("trigger"));
  }

  @Test
  void aSuddenRestartDoublesAtMostTheOneInFlight() {
    // given
    List<Application> applications = applications(50);
    provide("pagerduty", "/pager", "key");
    CountDownLatch inFlight = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger count = new AtomicInteger();
    sink.answer(
        r -> {
          if (count.incrementAndGet() == 20) {
            inFlight.countDown();
            awaitLatch(release);
          }
          return Answer.of(202, "");
        });
    notifier = new NotifierProcess(kafka.bootstrapServers(), resources, Duration.ZERO);
    applications.forEach(a -> send(Samples.drift(a.key(), a.uid(), true, missing(WEB))));

    // when
    awaitLatch(inFlight);
    notifier.close();
    release.countDown();
    start();

    // then
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(dedupKeys("trigger").stream().distinct()).hasSize(50));
    applications.forEach(a -> send(Samples.cleared(a.key(), a.uid())));
    await().atMost(SOON).untilAsserted(() -> assertThat(dedupKeys("resolve")).hasSize(50));
    assertThat(dedupKeys("trigger")).hasSizeLessThanOrEqualTo(51);
    assertThat(dedupKeys("resolve")).doesNotHaveDuplicates().containsAll(dedupKeys("trigger"));
  }

  private void start() {
    notifier = new NotifierProcess(kafka.bootstrapServers(), resources, DRAIN);
  }

  private List<Application> applications(int count) {
    return IntStream.range(0, count).mapToObj(i -> application("a" + i)).toList();
  }

  private Application application(String name) {
    Application application =
        Samples.application(new ApplicationKey("shop", name + "-" + id), "uid-" + name + id);
    resources.applications().put(application);
    return application;
  }

  private void provide(String type, String path, String secret) {
    resources.routes().put(route());
    resources
        .providers()
        .put(Samples.provider(type, "p" + id, sink.url(path).toString(), secret, null));
  }

  private NotificationRoute route() {
    return Samples.route(
        "shop", List.of("p" + id), null, new ApplicationSelector(null, List.of("*-" + id), null));
  }

  private void send(Event event) {
    EncodedEvent encoded = CODEC.encode(event, null);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(encoded.topic().baseName(), encoded.key(), encoded.value());
    encoded
        .headers()
        .forEach((name, v) -> record.headers().add(name, v.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
    producer.flush();
  }

  private void awaitRequests(int count) {
    await().atMost(SOON).until(() -> sink.requests().size() >= count);
  }

  private List<String> events() {
    return sink.requests().stream().map(r -> json(r).path("data").path("event").asText()).toList();
  }

  private List<String> dedupKeys(String action) {
    return sink.requests().stream()
        .map(NotifierPipelineTest::json)
        .filter(body -> body.path("event_action").asText().equals(action))
        .map(body -> body.path("dedup_key").asText())
        .toList();
  }

  private static JsonNode json(Request request) {
    try {
      return Json.mapper().readTree(request.body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
