package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.testkit.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the topics tell, read by a consumer of the bench's own from now on. It reads headers, and of
 * values only what names a commit, so that reading costs little.
 */
final class Trail implements AutoCloseable {

  private static final Set<Topic> TOPICS =
      Set.of(
          Topic.REVISIONS,
          Topic.RENDERS,
          Topic.RENDER_RESULTS,
          Topic.DESIRED,
          Topic.PLANS,
          Topic.SYNC,
          Topic.INVENTORY,
          Topic.DRIFT);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, List<Step>> traces = new ConcurrentHashMap<>();
  private final Moments converged = new Moments();
  private final Map<String, String> traceOfCommit = new ConcurrentHashMap<>();
  private final Thread reader;

  /** An event of a chain, and when its maker made it. */
  record Step(EventType type, Instant at) {}

  /**
   * Reads all topics of an installation, which must be there.
   *
   * @param each is given every event's type and key
   */
  Trail(String bootstrapServers, BiConsumer<EventType, String> each) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "fetch.max.bytes",
                Topic.MAX_RECORD_BYTES,
                "max.partition.fetch.bytes",
                Topic.MAX_RECORD_BYTES),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : TOPICS) {
      String name = TopicNames.unprefixed().of(topic);
      Waiting.until(
          Duration.ofSeconds(60),
          () -> "there is no topic " + name,
          () -> !consumer.partitionsFor(name).isEmpty());
      consumer
          .partitionsFor(name)
          .forEach(info -> partitions.add(new TopicPartition(name, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    reader = new Thread(() -> read(each), "trail");
    reader.setDaemon(true);
    reader.start();
  }

  /** When a commit was told to be what the cluster is. */
  long awaitConverged(String commit, Duration within) {
    return converged.await(commit, within);
  }

  /** When an application was told to be as a commit wants it. */
  long awaitConverged(String application, String commit, Duration within) {
    return converged.await(application + "@" + commit, within);
  }

  boolean hasConverged(String commit) {
    return converged.happened(commit);
  }

  /** The chain of events that ended with a commit's convergence, in the order of reading. */
  List<Step> chain(String commit) {
    List<Step> steps = traces.getOrDefault(traceOfCommit.getOrDefault(commit, ""), List.of());
    synchronized (steps) {
      return List.copyOf(steps);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(BiConsumer<EventType, String> each) {
    try (consumer) {
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          take(record, System.nanoTime(), each);
        }
      }
    } catch (WakeupException e) {
      // closed
    } catch (IOException e) {
      throw new IllegalStateException("a record is not JSON", e);
    }
  }

  private void take(
      ConsumerRecord<byte[], byte[]> record, long now, BiConsumer<EventType, String> each)
      throws IOException {
    EventType type = EventType.named(header(record, "ce_type")).orElse(null);
    if (type == null || record.value() == null) {
      return;
    }
    each.accept(type, new String(record.key(), StandardCharsets.UTF_8));
    String trace = header(record, "traceparent").split("-", 3)[1];
    List<Step> steps = traces.computeIfAbsent(trace, none -> new ArrayList<>());
    synchronized (steps) {
      steps.add(new Step(type, Instant.parse(header(record, "ce_time"))));
    }
    if (type == EventType.CONVERGENCE_REACHED) {
      JsonNode value = Json.mapper().readTree(record.value());
      String commit = value.at("/revisions/0/commit").asText();
      traceOfCommit.putIfAbsent(commit, trace);
      converged.at(commit, now);
      converged.at(new String(record.key(), StandardCharsets.UTF_8) + "@" + commit, now);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
