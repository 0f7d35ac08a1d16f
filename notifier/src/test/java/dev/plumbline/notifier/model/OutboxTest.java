package dev.plumbline.notifier.model;

import static dev.plumbline.notifier.Samples.KEY;
import static dev.plumbline.notifier.Samples.TIME;
import static dev.plumbline.notifier.Samples.UID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outbox.Result;
import dev.plumbline.notifier.model.Outbox.Settled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxTest {
  private static final RetryPolicy RETRIES =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24));

  @Test
  void eachDestinationGetsItsOldestFirst() {
    NotificationState state =
        state(message("1", "a", 0), message("2", "a", 0), message("3", "b", 0));
    assertThat(Outbox.heads(state).values()).extracting(Message::id).containsExactly("1", "3");
  }

  @Test
  void whatIsDeliveredLeaves() {
    Settled settled = settle(1, new Outcome.Delivered(null), TIME);
    assertThat(settled.result()).isEqualTo(Result.DELIVERED);
    assertThat(settled.state().outbox()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,4", "9,256", "10,300", "4000,300"})
  void pausesDoubleUpToTheLongest(int attempts, int seconds) {
    Settled latest = settle(attempts, new Outcome.Later("x", null), TIME, 1.0);
    Settled earliest = settle(attempts, new Outcome.Later("x", null), TIME, 0.0);
    assertThat(latest.result()).isEqualTo(Result.RETRIED);
    assertThat(latest.message().nextAttemptAt()).isEqualTo(TIME.plusSeconds(seconds));
    assertThat(earliest.message().nextAttemptAt()).isEqualTo(TIME.plusMillis(seconds * 500L));
  }

  @Test
  void aLongerPauseThatTheDestinationAsksForIsKept() {
    Settled settled = settle(1, new Outcome.Later("x", Duration.ofMinutes(7)), TIME);
    assertThat(settled.message().nextAttemptAt()).isEqualTo(TIME.plus(Duration.ofMinutes(7)));
  }

  @Test
  void aDestinationCannotSilenceUsForGood() {
    Settled settled = settle(1, new Outcome.Later("x", Duration.ofDays(4000)), TIME);
    assertThat(settled.message().nextAttemptAt()).isEqualTo(TIME.plus(Duration.ofHours(1)));
  }

  @Test
  void aMessageIsGivenUpWhenItsTimeIsOver() {
    Instant late = TIME.plus(Duration.ofHours(24));
    Settled settled = settle(400, new Outcome.Later("answered 503", null), late);
    assertThat(settled.result()).isEqualTo(Result.EXPIRED);
    assertThat(settled.state().outbox()).isEmpty();
    assertThat(settled.cause()).isEqualTo("given up after 400 attempts within PT24H: answered 503");
  }

  @Test
  void whatIsRefusedLeavesWithItsCause() {
    Settled settled = settle(1, new Outcome.Refused("answered 410"), TIME);
    assertThat(settled.result()).isEqualTo(Result.REFUSED);
    assertThat(settled.state().outbox()).isEmpty();
    assertThat(settled.cause()).isEqualTo("answered 410");
  }

  @Test
  void whatIsWithheldStaysAsItIs() {
    Settled settled = settle(1, new Outcome.Withheld(), TIME);
    assertThat(settled.result()).isEqualTo(Result.WITHHELD);
    assertThat(settled.state().outbox()).hasSize(1);
  }

  @Test
  void anAttemptCountsFromWhenItBeginsAndNotWhenItDidNotComeAbout() {
    NotificationState state = state(message("1", "a", 0));
    NotificationState attempting = Outbox.attempting(state, "1");
    assertThat(attempting.outbox().get(0).attempts()).isEqualTo(1);
    assertThat(Outbox.postponed(attempting, "1")).isEqualTo(state);
  }

  @Test
  void anUnknownMessageSettlesNothing() {
    assertThat(
            Outbox.settle(
                state(message("1", "a", 1)), "2", new Outcome.NotNeeded(), RETRIES, TIME, 0))
        .isEmpty();
  }

  @Test
  void pausesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(
            () -> new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO))
        .hasMessageContaining("first-pause");
  }

  private static Settled settle(int attempts, Outcome outcome, Instant now) {
    return settle(attempts, outcome, now, 0.5);
  }

  private static Settled settle(int attempts, Outcome outcome, Instant now, double jitter) {
    return Outbox.settle(state(message("1", "a", attempts)), "1", outcome, RETRIES, now, jitter)
        .orElseThrow();
  }

  private static NotificationState state(Message... outbox) {
    return new NotificationState(KEY, UID, List.of(), List.of(outbox), Map.of(), null);
  }

  private static Message message(String id, String destination, int attempts) {
    return new Message(
        id,
        destination,
        "opened",
        "t",
        "error",
        "title",
        "text",
        Map.of(),
        "i",
        attempts,
        null,
        TIME);
  }
}
