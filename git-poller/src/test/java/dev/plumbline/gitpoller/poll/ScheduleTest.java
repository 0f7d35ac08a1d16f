package dev.plumbline.gitpoller.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.RepositoryUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Instant START = Instant.EPOCH;
  private static final Duration INTERVAL = Duration.ofSeconds(60);
  private static final Target ONE = target("one");
  private static final Target TWO = target("two");

  private final Schedule schedule =
      new Schedule(
          new Schedule.Backoff(Duration.ofSeconds(5), Duration.ofSeconds(60)), new Random(1));

  @Test
  void aNewTargetIsDueAtOnceAndOnlyOnce() {
    // given
    schedule.retain(Map.of(ONE, poll(INTERVAL)), START);

    // then
    assertThat(schedule.take(START)).containsExactly(ONE);
    assertThat(schedule.take(START.plusSeconds(3600))).isEmpty();
    assertThat(schedule.next()).isEmpty();
  }

  @Test
  void afterALookTheNextComesAtTheIntervalMoreOrLess() {
    // given
    Set<Instant> dues = new TreeSet<>();

    // when
    schedule.retain(Map.of(ONE, poll(INTERVAL)), START);
    for (int i = 0; i < 50; i++) {
      schedule.take(START.plusSeconds(3600));
      schedule.succeeded(ONE, START);
      dues.add(schedule.next().orElseThrow());
    }

    // then
    assertThat(dues)
        .hasSizeGreaterThan(20)
        .allMatch(
            due -> !due.isBefore(START.plusSeconds(54)) && !due.isAfter(START.plusSeconds(66)));
  }

  @Test
  void aClockThatIsSetBackMakesAllDueAgain() {
    // given: one waits for its interval, one for its backoff
    schedule.retain(Map.of(ONE, poll(INTERVAL), TWO, poll(INTERVAL)), START);
    schedule.take(START);
    schedule.succeeded(ONE, START);
    schedule.failed(TWO, START);

    // when
    Instant setBack = START.minus(Duration.ofHours(1));

    // then
    assertThat(schedule.take(setBack)).containsExactlyInAnyOrder(ONE, TWO);
    schedule.succeeded(ONE, setBack);
    assertThat(schedule.next().orElseThrow()).isBefore(setBack.plusSeconds(67));
  }

  @Test
  void failuresMakeTheNextLookComeEverLaterUpToABound() {
    // given
    schedule.retain(Map.of(ONE, poll(INTERVAL)), START);
    long[] seconds = {5, 10, 20, 40, 60, 60};

    // when / then
    Instant now = START;
    for (int i = 0; i < seconds.length; i++) {
      schedule.take(now);
      assertThat(schedule.failed(ONE, now)).isEqualTo(i + 1);
      Instant due = schedule.next().orElseThrow();
      assertThat(Duration.between(now, due).toMillis())
          .isBetween(seconds[i] * 900, seconds[i] * 1100);
      now = due;
    }
    assertThat(schedule.failing()).isOne();
    schedule.take(now);
    assertThat(schedule.succeeded(ONE, now)).isEqualTo(seconds.length);
    assertThat(schedule.failing()).isZero();
  }

  @Test
  void aShorterIntervalTakesEffectAtOnce() {
    // given
    schedule.retain(Map.of(ONE, poll(Duration.ofHours(1))), START);
    schedule.take(START);
    schedule.succeeded(ONE, START);

    // when
    schedule.retain(Map.of(ONE, poll(Duration.ofSeconds(10))), START);

    // then
    assertThat(schedule.next().orElseThrow()).isBefore(START.plusSeconds(12));
  }

  @Test
  void gatheringAgainDoesNotPutOffALook() {
    // given
    schedule.retain(Map.of(ONE, poll(INTERVAL)), START);
    schedule.take(START);
    schedule.succeeded(ONE, START);
    Instant due = schedule.next().orElseThrow();

    // when
    schedule.retain(Map.of(ONE, poll(INTERVAL)), START.plusSeconds(30));

    // then
    assertThat(schedule.next()).contains(due);
  }

  @Test
  void aTargetThatIsNotPolledAnyMoreIsForgotten() {
    // given
    schedule.retain(Map.of(ONE, poll(INTERVAL), TWO, poll(INTERVAL)), START);

    // when
    schedule.retain(Map.of(TWO, poll(INTERVAL)), START);

    // then
    assertThat(schedule.take(START)).containsExactly(TWO);
    assertThat(schedule.repositories()).containsExactly("git.example.com/two");
    assertThat(schedule.succeeded(ONE, START)).isZero();
  }

  @Test
  void aSweepMakesAllDueButThoseInBackoffAndAgainThoseBeingLookedAt() {
    // given
    Target three = target("three");
    schedule.retain(Map.of(ONE, poll(INTERVAL), TWO, poll(INTERVAL), three, poll(INTERVAL)), START);
    schedule.take(START);
    schedule.succeeded(ONE, START);
    schedule.failed(TWO, START);

    // when
    schedule.sweep(START.plusSeconds(1));

    // then
    assertThat(schedule.take(START.plusSeconds(1))).containsExactly(ONE);
    schedule.succeeded(three, START.plusSeconds(2));
    assertThat(schedule.take(START.plusSeconds(2))).containsExactly(three);
  }

  private static Target target(String name) {
    return new Target("git.example.com/" + name, true, null, null);
  }

  private static Poll poll(Duration interval) {
    return new Poll.Git(RepositoryUrl.parse("https://git.example.com/any"), interval);
  }
}
