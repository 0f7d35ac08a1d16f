package dev.plumbline.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds records, published schemas and samples of earlier releases together. Run with {@code
 * -Dcontracts.update=true} to publish a change that {@link #noConsumerOfAnEarlierReleaseBreaks}
 * permits.
 */
class EventContractsTest {

  private static final Path SCHEMAS = Path.of("../../docs/schemas");
  private static final Path SAMPLES = Path.of("src/test/resources/samples");
  private static final boolean UPDATE = Boolean.getBoolean("contracts.update");
  private static final ObjectMapper MAPPER = Json.mapper();
  private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

  private final EventCodec codec =
      new EventCodec("test", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Random(1));

  @ParameterizedTest
  @EnumSource(EventType.class)
  void thePublishedSchemaIsThatOfTheRecord(EventType type) throws IOException {
    Path file = SCHEMAS.resolve(type.shortName() + ".json");
    String generated = PRETTY.writeValueAsString(SchemaGenerator.schemaOf(type)) + "\n";
    if (UPDATE) {
      Files.createDirectories(SCHEMAS);
      Files.writeString(file, generated);
    }
    assertThat(file).as("run with -Dcontracts.update=true and commit").hasContent(generated);
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void whatIsWrittenIsValidAndReadBackTheSame(EventType type) {
    // given
    Event event = SampleEvents.of(type);

    // when
    EncodedEvent encoded = codec.encode(event, null);
    Envelope<Event> decoded = codec.decode(encoded.headers(), encoded.value());

    // then
    assertThat(decoded.event()).isEqualTo(event);
    assertThat(encoded.topic()).isEqualTo(type.topic());
    assertThat(encoded.key()).isEqualTo(event.key());
    assertThat(problems(type, encoded.value())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void aRecordWithoutARequiredFieldIsRefusedByItsName(EventType type) throws IOException {
    EncodedEvent encoded = codec.encode(SampleEvents.of(type), null);
    for (JsonNode field : SchemaGenerator.schemaOf(type).path("required")) {
      ObjectNode without = (ObjectNode) MAPPER.readTree(encoded.value());
      without.remove(field.asText());
      ObjectNode empty = (ObjectNode) MAPPER.readTree(encoded.value());
      empty.putNull(field.asText());

      for (ObjectNode lacking : List.of(without, empty)) {
        assertThatThrownBy(() -> codec.decode(encoded.headers(), MAPPER.writeValueAsBytes(lacking)))
            .as(field + " of " + type)
            .isInstanceOf(MalformedEventException.class)
            .hasMessageContaining(field.asText());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void samplesOfEveryReleaseAreReadForEver(EventType type) throws IOException {
    Path folder = SAMPLES.resolve(type.shortName());
    if (UPDATE && !Files.exists(folder)) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("0.1.json"), PRETTY.writeValueAsString(SampleEvents.of(type)) + "\n");
    }
    List<Path> samples;
    try (var files = Files.list(folder)) {
      samples = files.toList();
    }
    assertThat(samples).isNotEmpty();
    for (Path sample : samples) {
      Event event =
          codec
              .decode(
                  codec.encode(SampleEvents.of(type), null).headers(), Files.readAllBytes(sample))
              .event();
      JsonNode again = MAPPER.valueToTree(event);
      assertThat(lost(MAPPER.readTree(sample.toFile()), again, "")).as(sample.toString()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void noConsumerOfAnEarlierReleaseBreaks(EventType type) throws IOException {
    Path baseline = Path.of("src/test/resources/released", type.shortName() + ".json");
    ObjectNode now = SchemaGenerator.schemaOf(type);
    if (UPDATE && !Files.exists(baseline)) {
      Files.createDirectories(baseline.getParent());
      Files.writeString(baseline, PRETTY.writeValueAsString(now) + "\n");
    }
    JsonNode before = MAPPER.readTree(baseline.toFile());
    assertThat(SchemaCompatibility.breaks(before, now)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Topic.class)
  void everyTopicIsUsed(Topic topic) {
    if (topic != Topic.DEAD_LETTERS) {
      assertThat(EventType.values()).anyMatch(type -> type.topic() == topic);
    }
  }

  private static List<String> problems(EventType type, byte[] value) {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(SchemaGenerator.schemaOf(type))
          .validate(MAPPER.readTree(value))
          .stream()
          .map(Object::toString)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Paths that are in the sample and not in what was read of it. */
  private static List<String> lost(JsonNode sample, JsonNode read, String path) {
    List<String> lost = new ArrayList<>();
    sample
        .properties()
        .forEach(
            field -> {
              String at = path + "/" + field.getKey();
              JsonNode other = read.get(field.getKey());
              if (other == null) {
                lost.add(at);
              } else {
                lost.addAll(lost(field.getValue(), other, at));
              }
            });
    return lost;
  }
}
