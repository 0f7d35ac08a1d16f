package dev.plumbline.service;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.MalformedEventException;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.StreamRecord;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes events of a stream's records. What comes out is an event of the record's topic, under its
 * own key and with everything that its schema requires; all else is refused, in words for whoever
 * reads the dead letters.
 */
public final class ReceivedEvents {

  private static final Logger LOG = LoggerFactory.getLogger(ReceivedEvents.class);

  private final EventCodec codec;
  private final Function<Topic, String> topics;

  /**
   * Reads with a codec.
   *
   * @param topics the broker's name of a topic
   */
  public ReceivedEvents(EventCodec codec, Function<Topic, String> topics) {
    this.codec = codec;
    this.topics = topics;
  }

  /**
   * The event of a record.
   *
   * @throws PermanentFailureException when it is none
   */
  public Envelope<Event> read(StreamRecord record) {
    try {
      Envelope<Event> envelope = codec.decode(record.key(), record.headers(), record.value());
      EventType type = EventType.of(envelope.event());
      if (!topics.apply(type.topic()).equals(record.topic())) {
        throw new PermanentFailureException(
            "%s does not belong on topic %s".formatted(type.typeName(), record.topic()));
      }
      return envelope;
    } catch (MalformedEventException e) {
      throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The event of a restored record; empty when there is none, and for one that cannot be read: that
   * is no state, and must not keep the other keys of its partition from their work.
   */
  public Optional<Envelope<Event>> restored(@Nullable StreamRecord record) {
    if (record == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(record));
    } catch (PermanentFailureException e) {
      LOG.error("State cannot be read record={} cause=\"{}\"", record, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * As {@link #restored(StreamRecord)}, for a partition's own state: what cannot be read also goes
   * to the dead letters, as the next work on its key's lane, and a tombstone takes its place.
   */
  public Optional<Envelope<Event>> restored(
      OwnedPartition partition, @Nullable StreamRecord record) {
    if (record == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(record));
    } catch (PermanentFailureException e) {
      LOG.error(
          "State cannot be read and is put aside record={} cause=\"{}\"", record, e.getMessage());
      partition.submit(record.key(), () -> partition.putAside(record, e));
      return Optional.empty();
    }
  }
}
