package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamSettingsTest {
  private final StreamSettings settings = StreamSettings.defaults();

  @Test
  void doublesThePauseUpToTheLongest() {
    StreamSettings quick = settings.withRetries(10, Duration.ofMillis(100), Duration.ofMillis(500));

    assertThat(quick.backoff(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(quick.backoff(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(quick.backoff(3)).isEqualTo(Duration.ofMillis(400));
    assertThat(quick.backoff(4)).isEqualTo(Duration.ofMillis(500));
    assertThat(quick.backoff(1_000)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> settings.withConcurrency(0))
        .hasMessage("concurrency: expected at least 1, was 0");
    assertThatThrownBy(() -> settings.withMaxOpenPerPartition(0))
        .hasMessage("maxOpenPerPartition: expected at least 1, was 0");
    assertThatThrownBy(() -> settings.withDeadLetterTopic(" "))
        .hasMessage("deadLetterTopic: a topic is required");
    assertThatThrownBy(() -> settings.withSession(Duration.ofSeconds(3), Duration.ofSeconds(2)))
        .hasMessageContaining("heartbeat: PT2S must be at most half of sessionTimeout PT3S");
  }
}
