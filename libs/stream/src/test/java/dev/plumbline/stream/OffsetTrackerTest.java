package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  private final OffsetTracker tracker = new OffsetTracker(5);

  @Test
  void commitsWhereReadingStartedUntilSomethingIsRead() {
    assertThat(tracker.position()).isEqualTo(5);
    assertThat(tracker.open()).isZero();
  }

  @Test
  void commitsTheLowestOpenOffsetWhateverIsDoneAboveIt() {
    tracker.received(5);
    tracker.received(6);
    tracker.received(7);

    tracker.done(6);
    tracker.done(7);
    assertThat(tracker.position()).isEqualTo(5);

    tracker.done(5);
    assertThat(tracker.position()).isEqualTo(8);
  }

  @Test
  void goesOverGapsThatCompactionAndTransactionsLeave() {
    tracker.received(5);
    tracker.received(9);

    tracker.done(5);
    assertThat(tracker.position()).isEqualTo(9);

    tracker.done(9);
    assertThat(tracker.position()).isEqualTo(10);
  }

  @Test
  void takesAnAcknowledgementTwice() {
    tracker.received(5);
    tracker.done(5);
    tracker.done(5);

    assertThat(tracker.position()).isEqualTo(6);
  }
}
