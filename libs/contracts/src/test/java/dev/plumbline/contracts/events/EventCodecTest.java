package dev.plumbline.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventCodecTest {

  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09Z");

  private final EventCodec codec =
      new EventCodec("renderer", Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));

  @Test
  void anyCloudEventsConsumerCanReadIt() {
    // given
    EncodedEvent encoded = codec.encode(SampleEvents.of(EventType.DRIFT_DETECTED), null);
    Headers headers = new RecordHeaders();
    encoded
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));

    // when
    CloudEvent event = KafkaMessageFactory.createReader(headers, encoded.value()).toEvent();

    // then
    assertThat(event.getType()).isEqualTo("dev.plumbline.drift.detected");
    assertThat(event.getSource()).hasToString("/plumbline/renderer");
    assertThat(event.getSubject()).isEqualTo("shop/web");
    assertThat(event.getTime()).isEqualTo(NOW.atOffset(ZoneOffset.UTC));
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getData()).isNotNull();
  }

  @Test
  void oneTraceRunsThroughWhatFollows() {
    // given
    Envelope<Event> first =
        decode(codec.encode(SampleEvents.of(EventType.REVISION_OBSERVED), null));

    // when
    Envelope<Event> second =
        decode(codec.encode(SampleEvents.of(EventType.RENDER_REQUESTED), first.trace()));

    // then
    assertThat(second.trace().traceId()).isEqualTo(first.trace().traceId());
    assertThat(second.trace().spanId()).isNotEqualTo(first.trace().spanId());
  }

  @Test
  void fieldsOfANewerWriterAreReadOver() {
    EncodedEvent encoded = codec.encode(SampleEvents.of(EventType.WAVE_SETTLED), null);
    String json = new String(encoded.value(), StandardCharsets.UTF_8);
    byte[] newer =
        json.replaceFirst("\\{", "{\"later\":{\"a\":1},").getBytes(StandardCharsets.UTF_8);

    assertThat(codec.decode(encoded.headers(), newer).event())
        .isEqualTo(SampleEvents.of(EventType.WAVE_SETTLED));
  }

  @Test
  void aBadRecordSaysWhatIsWrongWithIt() {
    EncodedEvent good = codec.encode(SampleEvents.of(EventType.WAVE_SETTLED), null);

    assertThatThrownBy(() -> codec.decode(Map.of(), good.value()))
        .isInstanceOf(MalformedEventException.class)
        .hasMessage("header ce_type is missing");
    assertThatThrownBy(() -> codec.decode(with(good, "ce_type", "x.y"), good.value()))
        .hasMessage("unknown ce_type 'x.y'");
    assertThatThrownBy(() -> codec.decode(with(good, "ce_time", "noon"), good.value()))
        .hasMessageContaining("ce_time");
    assertThatThrownBy(() -> codec.decode(good.headers(), null))
        .hasMessageContaining("without data");
    assertThatThrownBy(
            () -> codec.decode(good.headers(), "{\"wave\":".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedEventException.class);
    assertThatThrownBy(
            () -> codec.decode(good.headers(), "[".repeat(5000).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedEventException.class);
  }

  @Test
  void aRecordUnderAnotherKeyThanItsEventsIsRefused() {
    EncodedEvent good = codec.encode(SampleEvents.of(EventType.WAVE_SETTLED), null);

    assertThat(codec.decode("shop/web", good.headers(), good.value()).event().key())
        .isEqualTo("shop/web");
    assertThatThrownBy(() -> codec.decode("", good.headers(), good.value()))
        .isInstanceOf(MalformedEventException.class)
        .hasMessage("the record's key is '', its event's is 'shop/web'");
  }

  private Envelope<Event> decode(EncodedEvent encoded) {
    return codec.decode(encoded.headers(), encoded.value());
  }

  private static Map<String, String> with(EncodedEvent event, String header, String value) {
    Map<String, String> headers = new HashMap<>(event.headers());
    headers.put(header, value);
    return headers;
  }
}
