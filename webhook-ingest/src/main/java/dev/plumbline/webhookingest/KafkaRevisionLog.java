package dev.plumbline.webhookingest;

import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.service.Streams;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * The topic {@code revisions}, through the channel {@code webhook-ingest-revisions}, which is set
 * to acks=all and idempotence.
 */
@ApplicationScoped
class KafkaRevisionLog implements RevisionLog {

  private static final int WAITING = 4_096;

  private final MutinyEmitter<byte[]> channel;
  private final Streams streams;

  KafkaRevisionLog(
      @Channel("webhook-ingest-revisions")
          @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
          MutinyEmitter<byte[]> channel,
      Streams streams) {
    this.channel = channel;
    this.streams = streams;
  }

  @Override
  public CompletionStage<Void> append(List<EncodedEvent> events) {
    return Uni.join()
        .all(events.stream().map(event -> channel.sendMessage(message(event))).toList())
        .andFailFast()
        .replaceWithVoid()
        .subscribeAsCompletionStage();
  }

  private Message<byte[]> message(EncodedEvent event) {
    RecordHeaders headers = new RecordHeaders();
    event
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return Message.of(event.value())
        .addMetadata(
            OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(streams.topic(event.topic()))
                .withKey(event.key())
                .withHeaders(headers)
                .build());
  }
}
