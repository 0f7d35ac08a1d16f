package dev.plumbline.contracts.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into CloudEvents 1.0 on Kafka (binary content mode, JSON data) and back. Unknown
 * fields are read over, so that a newer writer does not stop an older reader.
 */
public final class EventCodec {

  /** Header with the W3C trace context. */
  public static final String TRACEPARENT = "traceparent";

  private static final ObjectMapper MAPPER = Json.mapper();
  private static final ObjectMapper STRICT = strict();

  private final String source;
  private final Clock clock;
  private final RandomGenerator random;

  /**
   * A codec for what one service writes.
   *
   * @param service name of the service, becomes the CloudEvents source {@code /plumbline/<service>}
   */
  public EventCodec(String service, Clock clock, RandomGenerator random) {
    this.source = "/plumbline/" + service;
    this.clock = clock;
    this.random = random;
  }

  /** An envelope for a new event that follows from {@code cause}; a new trace when that is null. */
  public <E extends Event> Envelope<E> envelope(E event, @Nullable TraceParent cause) {
    return envelope(event, UUID.randomUUID().toString(), cause);
  }

  /** As {@link #envelope(Event, TraceParent)}, with an id of the caller's choice. */
  public <E extends Event> Envelope<E> envelope(E event, String id, @Nullable TraceParent cause) {
    TraceParent trace = cause == null ? TraceParent.root(random) : cause.child(random);
    return new Envelope<>(event, id, source, clock.instant(), trace);
  }

  /** Envelope and encoding in one step. */
  public EncodedEvent encode(Event event, @Nullable TraceParent cause) {
    return encode(envelope(event, cause));
  }

  /**
   * Encodes an event.
   *
   * @throws IllegalStateException if a record cannot be written as JSON, which is a fault of ours
   */
  public static EncodedEvent encode(Envelope<?> envelope) {
    Event event = envelope.event();
    EventType type = EventType.of(event);
    Map<String, String> headers =
        Map.of(
            "ce_specversion",
            "1.0",
            "ce_type",
            type.typeName(),
            "ce_id",
            envelope.id(),
            "ce_source",
            envelope.source(),
            "ce_subject",
            event.key(),
            "ce_time",
            envelope.time().toString(),
            "content-type",
            "application/json",
            TRACEPARENT,
            envelope.trace().toString());
    try {
      return new EncodedEvent(type.topic(), event.key(), headers, MAPPER.writeValueAsBytes(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + type.typeName() + " as JSON", e);
    }
  }

  /**
   * Decodes a record that must stand under its event's own key: order and ownership rest on it.
   *
   * @throws MalformedEventException naming what is missing or wrong
   */
  public Envelope<Event> decode(String key, Map<String, String> headers, byte @Nullable [] value) {
    Envelope<Event> envelope = decode(headers, value);
    String expected = envelope.event().key();
    if (!expected.equals(key)) {
      throw new MalformedEventException(
          "the record's key is '%s', its event's is '%s'".formatted(key, expected));
    }
    return envelope;
  }

  /**
   * Decodes a record.
   *
   * @throws MalformedEventException naming what is missing or wrong
   */
  public Envelope<Event> decode(Map<String, String> headers, byte @Nullable [] value) {
    String typeName = required(headers, "ce_type");
    EventType type =
        EventType.named(typeName)
            .orElseThrow(() -> new MalformedEventException("unknown ce_type '" + typeName + "'"));
    if (value == null) {
      throw new MalformedEventException(typeName + " without data");
    }
    String id = required(headers, "ce_id");
    String from = required(headers, "ce_source");
    Instant time = time(required(headers, "ce_time"));
    TraceParent trace =
        TraceParent.parse(headers.getOrDefault(TRACEPARENT, ""))
            .orElseGet(() -> TraceParent.root(random));
    try {
      Event event = STRICT.readValue(value, type.recordType());
      if (event == null) {
        throw new MalformedEventException(typeName + " with null data");
      }
      return new Envelope<>(event, id, from, time, trace);
    } catch (IOException e) {
      throw new MalformedEventException(typeName + ": " + Json.shortMessage(e), e);
    }
  }

  /** The headers of a tombstone, which deletes a state record. */
  public Map<String, String> tombstoneHeaders(EventType type, @Nullable TraceParent cause) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce_type", type.typeName());
    headers.put("ce_source", source);
    headers.put(
        TRACEPARENT, (cause == null ? TraceParent.root(random) : cause.child(random)).toString());
    return headers;
  }

  /** Reads as the published schemas say: what they require must be there. */
  private static ObjectMapper strict() {
    ObjectMapper mapper = Json.mapper().copy();
    mapper.setAnnotationIntrospectors(
        mapper.getSerializationConfig().getAnnotationIntrospector(),
        AnnotationIntrospector.pair(
            new RequiredComponents(),
            mapper.getDeserializationConfig().getAnnotationIntrospector()));
    return mapper;
  }

  private static String required(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null || value.isEmpty()) {
      throw new MalformedEventException("header " + name + " is missing");
    }
    return value;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedEventException("header ce_time is not RFC 3339: '" + text + "'", e);
    }
  }
}
