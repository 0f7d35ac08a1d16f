package dev.plumbline.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PausesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Pauses pauses = new Pauses();

  @Test
  void itLastsUntilItsEnd() {
    pauses.pause("chat", NOW, NOW.plusSeconds(30));

    assertThat(pauses.left("chat", NOW.plusSeconds(10))).isEqualTo(Duration.ofSeconds(20));
    assertThat(pauses.left("chat", NOW.plusSeconds(30))).isZero();
    assertThat(pauses.left("pager", NOW)).isZero();
  }

  @Test
  void theLongerOfTwoCounts() {
    pauses.pause("chat", NOW, NOW.plusSeconds(30));
    pauses.pause("chat", NOW.plusSeconds(1), NOW.plusSeconds(5));

    assertThat(pauses.left("chat", NOW.plusSeconds(10))).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void itIsOverWhenTheClockWasSetBackSinceItWasAskedFor() {
    pauses.pause("chat", NOW, NOW.plusSeconds(30));

    assertThat(pauses.left("chat", NOW.minus(Duration.ofHours(1)))).isZero();
  }

  @Test
  void oneOfBeforeTheClockWasSetBackDoesNotOutlastOneOfNow() {
    Instant setBack = NOW.minus(Duration.ofHours(1));
    pauses.pause("chat", NOW, NOW.plusSeconds(30));

    pauses.pause("chat", setBack, setBack.plusSeconds(5));

    assertThat(pauses.left("chat", setBack)).isEqualTo(Duration.ofSeconds(5));
  }
}
