package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GlancesTest {

  private final Lane lane = new Lane();
  private boolean planIsWritten;
  private int looks;
  private final Glances glances =
      new Glances(
          "team/shop",
          lane,
          () -> planIsWritten,
          () -> {
            looks++;
            return CompletableFuture.completedFuture(null);
          });

  /** A lane that stands until it is run, and timers that ring when they are told to. */
  private static final class Lane implements OwnedPartition {
    private final List<Supplier<CompletionStage<Void>>> tasks = new ArrayList<>();
    private final List<Supplier<CompletionStage<Void>>> timers = new ArrayList<>();

    void run() {
      List<Supplier<CompletionStage<Void>>> now = List.copyOf(tasks);
      tasks.clear();
      now.forEach(task -> assertThat(task.get()).isCompleted());
    }

    void ring() {
      List<Supplier<CompletionStage<Void>>> now = List.copyOf(timers);
      timers.clear();
      now.forEach(task -> assertThat(task.get()).isCompleted());
    }

    @Override
    public int number() {
      return 0;
    }

    @Override
    public boolean isOwned() {
      return true;
    }

    @Override
    public CompletionStage<Void> write(List<OutgoingRecord> records) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> putAside(StreamRecord state, Throwable cause) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void submit(String key, Supplier<CompletionStage<Void>> task) {
      tasks.add(task);
    }

    @Override
    public Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task) {
      timers.add(task);
      return () -> timers.remove(task);
    }
  }

  @Test
  void whatIsSeenIsLookedAtOnceTogether() {
    // when
    glances.due();
    glances.due();
    lane.run();

    // then
    assertThat(looks).isEqualTo(1);
    assertThat(lane.timers).isEmpty();

    // when
    glances.due();
    lane.run();

    // then
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void whatIsSeenWhileAPlanIsWrittenWaitsForAMoment() {
    // given
    planIsWritten = true;

    // when
    glances.due();
    lane.run();
    glances.due();
    lane.run();

    // then
    assertThat(looks).isZero();

    // when the plan does not end
    lane.ring();

    // then
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void whatIsSeenAfterItsEndWasJudgedDoesNotWait() {
    // given
    planIsWritten = true;
    glances.due();
    lane.run();

    // when
    planIsWritten = false;
    glances.taken();
    glances.due();
    lane.run();

    // then
    assertThat(looks).isEqualTo(1);
  }
}
