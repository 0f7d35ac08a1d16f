package dev.plumbline.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSummaryTest {

  private static final Path SAMPLES = Path.of("../libs/contracts/src/test/resources/samples");

  @ParameterizedTest
  @EnumSource(EventType.class)
  void everyEventHasWordsOfItsOwn(EventType type) throws IOException {
    assertThat(EventSummary.of(sample(type))).isNotBlank().doesNotContain("@");
  }

  @Test
  void driftNamesTheObjectTheFieldAndWhoDidIt() throws IOException {
    assertThat(EventSummary.of(sample(EventType.DRIFT_DETECTED)))
        .contains("text text/text", "(by text)", "will be healed");
  }

  private static Event sample(EventType type) throws IOException {
    Path file = SAMPLES.resolve(type.shortName()).resolve("0.1.json");
    return Json.mapper().readValue(file.toFile(), type.recordType());
  }
}
