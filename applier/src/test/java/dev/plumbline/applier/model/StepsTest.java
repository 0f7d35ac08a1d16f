package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.SyncState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepsTest {

  @Test
  void eachWaveIsWaitedForBeforeTheNext() {
    assertThat(settling(plan("p").wave(config("a")).wave(config("b")))).containsExactly(0);
  }

  @Test
  void pruningWaitsForNothingButWhatFollowsItWaitsForAllBefore() {
    Plans plan = plan("p").wave(config("a")).prune(config("old"));

    assertThat(settling(plan)).isEmpty();
    assertThat(settling(plan.after(SyncPhase.POST_SYNC, hook("h")))).containsExactly(1);
  }

  @Test
  void whatIsPrunedLastWaitsForWhatIsApplied() {
    assertThat(settling(plan("p").wave(config("a")).pruneLast(config("old")))).containsExactly(0);
    assertThat(settling(plan("p").wave(config("a")).prune(config("x")).pruneLast(config("old"))))
        .containsExactly(1);
  }

  @Test
  void whatWasWaitedForIsNotWaitedForAgain() {
    Plans plan =
        plan("p")
            .wave(config("a"))
            .hooks(SyncPhase.SYNC, 1, hook("h1"))
            .hooks(SyncPhase.SYNC, 2, hook("h2"));

    assertThat(settling(plan)).containsExactly(0);
  }

  @Test
  void hooksAloneAreNoReasonToWaitForObjects() {
    Plans plan = plan("p").hooks(SyncPhase.PRE_SYNC, 0, hook("h")).wave(config("a"));

    assertThat(settling(plan)).isEmpty();
  }

  private static List<Integer> settling(Plans plan) {
    SyncState state =
        new SyncState(Plans.APP, Plans.UID, plan.made(), 0, false, SyncEvent.Counts.NONE, Plans.T0);
    Steps steps = Steps.of(state);
    return IntStream.range(0, steps.size()).filter(steps::settles).boxed().toList();
  }
}
