package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.charts.ChartException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private static final Instant EARLY = Instant.ofEpochSecond(1);
  private static final Instant START = Instant.ofEpochSecond(100);

  private Instant now = START;
  private final AtomicInteger asked = new AtomicInteger();
  private final Answers<String, String> answers =
      new Answers<>(
          10,
          String::length,
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  private String get(String question, Instant since) {
    return answers.get(question, since, before -> question + asked.incrementAndGet());
  }

  @Test
  void anAnswerServesWhoAskedBeforeAndNobodyAfter() {
    assertThat(get("a", EARLY)).isEqualTo("a1");
    assertThat(get("a", START)).isEqualTo("a1");

    now = START.plusSeconds(1);
    assertThat(get("a", START)).isEqualTo("a1");
    assertThat(get("a", now)).isEqualTo("a2");
  }

  @Test
  void aFailureIsSharedByWhoSawItComing() {
    // given
    assertThatThrownBy(() -> answers.get("a", START, before -> fail())).hasMessage("away");

    // then
    assertThatThrownBy(() -> get("a", START)).hasMessage("away");
    now = START.plusSeconds(1);
    assertThat(get("a", now)).isEqualTo("a1");
  }

  private static String fail() {
    throw new ChartException(Reason.UNREACHABLE, "away");
  }

  @Test
  void whatEndsInADefectAnswersNothing() {
    // given
    get("a", START);
    now = START.plusSeconds(1);

    // when
    assertThatThrownBy(
            () ->
                answers.get(
                    "a",
                    now,
                    before -> {
                      throw new IllegalStateException("a defect");
                    }))
        .hasMessage("a defect");

    // then
    assertThat(get("a", now)).isEqualTo("a2");
  }

  @Test
  void aClockThatIsSetBackMakesNoAnswerFresh() {
    get("a", START);

    now = EARLY;

    assertThat(get("a", EARLY)).isEqualTo("a2");
  }

  @Test
  void whatWasNotUsedForLongestIsForgotten() {
    for (String question : new String[] {"a", "b", "c", "d", "e", "a", "f"}) {
      get(question, EARLY);
    }

    assertThat(get("a", EARLY)).isEqualTo("a1");
    assertThat(get("b", EARLY)).isEqualTo("b7");
  }
}
