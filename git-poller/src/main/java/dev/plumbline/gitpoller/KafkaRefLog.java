package dev.plumbline.gitpoller;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.gitpoller.poll.Findings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topics {@code revisions} and {@code refs}, through an idempotent producer that waits for all
 * in-sync replicas. A ref is remembered only when its event is stored: a crash in between tells it
 * once more, and never not at all.
 */
final class KafkaRefLog implements RefLog {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Producer<String, byte[]> producer;
  private final Function<Topic, String> topicNames;
  private final EventCodec codec;
  private final RandomGenerator random;

  /** Sending can block while the broker is away. */
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "plumbline-poll-sender");
            thread.setDaemon(true);
            return thread;
          });

  KafkaRefLog(
      Map<String, Object> kafka,
      Function<Topic, String> topicNames,
      EventCodec codec,
      RandomGenerator random) {
    this.producer = new KafkaProducer<>(settings(kafka));
    this.topicNames = topicNames;
    this.codec = codec;
    this.random = random;
  }

  @Override
  public CompletionStage<Void> write(String repository, Findings findings) {
    TraceParent trace = TraceParent.root(random);
    List<EncodedEvent> events =
        findings.events().stream()
            .map(event -> EventCodec.encode(codec.envelope(event.revision(), event.id(), trace)))
            .toList();
    List<EncodedEvent> seen =
        findings.seen().stream().map(ref -> codec.encode(ref, trace)).toList();
    return sendAll(events.stream().map(this::message).toList())
        .thenCompose(told -> sendAll(seen.stream().map(this::message).toList()))
        .thenCompose(
            remembered ->
                sendAll(
                    findings.gone().stream()
                        .map(ref -> tombstone(repository, ref, trace))
                        .toList()));
  }

  @Override
  public CompletionStage<Void> forget(String repository, Collection<String> refs) {
    TraceParent trace = TraceParent.root(random);
    return sendAll(refs.stream().map(ref -> tombstone(repository, ref, trace)).toList());
  }

  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(CLOSE_WITHIN);
  }

  private CompletableFuture<Void> sendAll(List<ProducerRecord<String, byte[]>> records) {
    List<CompletableFuture<Void>> sent =
        records.stream().map(ignored -> new CompletableFuture<Void>()).toList();
    try {
      sender.execute(
          () -> {
            for (int i = 0; i < records.size(); i++) {
              send(records.get(i), sent.get(i));
            }
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
  }

  private void send(ProducerRecord<String, byte[]> message, CompletableFuture<Void> sent) {
    try {
      var unused =
          producer.send(
              message,
              (metadata, failure) -> {
                if (failure == null) {
                  sent.complete(null);
                } else {
                  sent.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      sent.completeExceptionally(e);
    }
  }

  private ProducerRecord<String, byte[]> message(EncodedEvent event) {
    return new ProducerRecord<>(
        topicNames.apply(event.topic()),
        null,
        event.key(),
        event.value(),
        headers(event.headers()));
  }

  private ProducerRecord<String, byte[]> tombstone(
      String repository, String ref, TraceParent trace) {
    String key = new RefSeen(repository, ref, "", Instant.EPOCH).key();
    return new ProducerRecord<>(
        topicNames.apply(Topic.REFS),
        null,
        key,
        null,
        headers(codec.tombstoneHeaders(EventType.REF_SEEN, trace)));
  }

  private static RecordHeaders headers(Map<String, String> values) {
    RecordHeaders headers = new RecordHeaders();
    values.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  private static Map<String, Object> settings(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "plumbline-git-poller");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
    return settings;
  }
}
