package dev.plumbline.testkit;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads every event of some topics as an independent consumer would, from the beginning. */
public final class TopicLog implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final EventCodec codec = new EventCodec("test", Clock.systemUTC(), new Random());
  private final List<Envelope<Event>> events = new CopyOnWriteArrayList<>();
  private final List<String> raw = new CopyOnWriteArrayList<>();
  private final Thread reader;

  /** Starts to read; topics that do not exist yet are waited for. */
  public TopicLog(String bootstrapServers, Topic... topics) {
    this(Map.of("bootstrap.servers", bootstrapServers), topics);
  }

  /** As {@link #TopicLog(String, Topic...)}, from a broker that asks for TLS or credentials. */
  public TopicLog(Map<String, Object> connection, Topic... topics) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put("isolation.level", "read_committed");
    settings.put("fetch.max.bytes", Topic.MAX_RECORD_BYTES);
    settings.put("max.partition.fetch.bytes", Topic.MAX_RECORD_BYTES);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<String> names = new ArrayList<>();
    for (Topic topic : topics) {
      names.add(TopicNames.unprefixed().of(topic));
    }
    reader = new Thread(() -> read(names), "topic-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** What was read so far, in the order of reading. */
  public List<Envelope<Event>> all() {
    return List.copyOf(events);
  }

  /** The events of one type that match, in the order of reading. */
  public <E extends Event> List<E> of(Class<E> type, Predicate<E> filter) {
    return events.stream()
        .map(Envelope::event)
        .filter(type::isInstance)
        .map(type::cast)
        .filter(filter)
        .toList();
  }

  /** Every record's headers and value as text, for a search for what must not be there. */
  public List<String> raw() {
    return List.copyOf(raw);
  }

  /**
   * Waits for an event and gives the first that matches.
   *
   * @throws AssertionError if none comes in time
   */
  public <E extends Event> E await(Duration within, Class<E> type, Predicate<E> filter) {
    Waiting.until(
        within,
        () -> "no matching " + type.getSimpleName() + " among " + of(type, event -> true),
        () -> !of(type, filter).isEmpty());
    return of(type, filter).get(0);
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

  private void read(List<String> names) {
    try (consumer) {
      assign(names);
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          Map<String, String> headers = new HashMap<>();
          record
              .headers()
              .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
          byte[] value = record.value();
          raw.add(headers + " " + (value == null ? "" : new String(value, StandardCharsets.UTF_8)));
          if (value != null) {
            decode(headers, value);
          }
        }
      }
    } catch (WakeupException e) {
      raw.add("closed");
    }
  }

  /** A record that is no event of ours stays in {@link #raw()} alone. */
  private void decode(Map<String, String> headers, byte[] value) {
    try {
      events.add(codec.decode(headers, value));
    } catch (MalformedEventException e) {
      raw.add("malformed: " + e.getMessage());
    }
  }

  private void assign(List<String> names) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String name : names) {
      Waiting.until(
          Duration.ofSeconds(60),
          () -> "there is no topic " + name,
          () -> !consumer.partitionsFor(name).isEmpty());
      consumer
          .partitionsFor(name)
          .forEach(info -> partitions.add(new TopicPartition(name, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }
}
