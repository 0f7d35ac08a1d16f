package dev.plumbline.renderer;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.service.ReceivedEvents;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.StreamRecord;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Events as records of this installation's topics, and back. */
final class EventRecords {

  private final Function<Topic, String> topicNames;
  private final EventCodec codec;
  private final ReceivedEvents received;

  EventRecords(Function<Topic, String> topicNames, EventCodec codec) {
    this.topicNames = topicNames;
    this.codec = codec;
    this.received = new ReceivedEvents(codec, topicNames);
  }

  String topic(Topic topic) {
    return topicNames.apply(topic);
  }

  /** An event as a record that follows from {@code cause}. */
  OutgoingRecord encode(Event event, @Nullable TraceParent cause) {
    EncodedEvent encoded = codec.encode(event, cause);
    return new OutgoingRecord(
        topic(encoded.topic()), encoded.key(), encoded.value(), encoded.headers());
  }

  /** Deletes an application's desired state. */
  OutgoingRecord noDesired(ApplicationKey application, @Nullable TraceParent cause) {
    return new OutgoingRecord(
        topic(Topic.DESIRED),
        application.toString(),
        null,
        codec.tombstoneHeaders(EventType.DESIRED, cause));
  }

  /**
   * The event of a record.
   *
   * @throws dev.plumbline.stream.PermanentFailureException when it is not one
   */
  Envelope<Event> decode(StreamRecord record) {
    return received.read(record);
  }

  /** The event of a restored record; one that cannot be read is put aside. */
  Optional<Envelope<Event>> restored(OwnedPartition partition, StreamRecord record) {
    return received.restored(partition, record);
  }
}
