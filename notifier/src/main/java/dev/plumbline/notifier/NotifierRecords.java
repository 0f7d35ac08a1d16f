package dev.plumbline.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.stream.DeadLetterHeaders;
import dev.plumbline.stream.OutgoingRecord;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes states and dead letters as records. */
final class NotifierRecords {

  private final EventCodec codec;
  private final Function<Topic, String> topics;

  NotifierRecords(EventCodec codec, Function<Topic, String> topics) {
    this.codec = codec;
    this.topics = topics;
  }

  OutgoingRecord state(NotificationState state, @Nullable TraceParent cause) {
    EncodedEvent event = codec.encode(state, cause);
    return new OutgoingRecord(
        topics.apply(event.topic()), event.key(), event.value(), event.headers());
  }

  OutgoingRecord tombstone(String key) {
    return new OutgoingRecord(
        topics.apply(Topic.NOTIFICATIONS),
        key,
        null,
        codec.tombstoneHeaders(EventType.NOTIFICATIONS, null));
  }

  /** A message nobody got: all of it but the address, which only its provider knows. */
  OutgoingRecord deadLetter(String key, Message message, @Nullable String cause, Instant now) {
    try {
      return new OutgoingRecord(
          topics.apply(Topic.DEAD_LETTERS),
          key,
          Json.mapper().writeValueAsBytes(message),
          Map.of(
              "content-type",
              "application/json",
              DeadLetterHeaders.TOPIC,
              topics.apply(Topic.NOTIFICATIONS),
              DeadLetterHeaders.CAUSE,
              String.valueOf(cause),
              DeadLetterHeaders.TIME,
              now.toString(),
              DeadLetterHeaders.ATTEMPTS,
              Integer.toString(message.attempts())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a message as JSON", e);
    }
  }
}
