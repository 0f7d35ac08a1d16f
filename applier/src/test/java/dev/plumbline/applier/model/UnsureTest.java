package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The inventory does not say of an object that it is as the last sync left it when a later one may
 * have changed or deleted it: else a commit that goes back would leave it so.
 */
class UnsureTest {

  private static final TaskOutcome GOING = new TaskOutcome.StillThere(List.of("example.com/hold"));

  private final Bench bench = new Bench();

  @BeforeEach
  void anObjectThatIsToBeMadeAnew() {
    bench.arrives(plan("p0").wave(config("a"))).ends(config("a"));
    bench.arrives(plan("p1").from(2, bench.inventory.sequence()).wave(changed(config("a"))));
  }

  @Test
  void whatWasDeletedToBeMadeAnewIsNotThereWhenANewerPlanComesInBetween() {
    // given
    bench.ends(config("a"), GOING);

    // when
    bench.arrives(plan("p2").from(3, bench.inventory.sequence()).wave(config("b")));

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(bench.inventoried()).containsExactly("a?", "b?");
  }

  @Test
  void norWhenItIsFoundToBeGoingOnlyThen() {
    // given
    bench.arrives(plan("p2").from(3, bench.inventory.sequence()).wave(config("b")));

    // when
    bench.ends(config("a"), GOING);

    // then
    assertThat(bench.inventoried()).containsExactly("a?", "b?");
  }

  @Test
  void norWhenTheTimeIsOver() {
    // given
    bench.ends(config("a"), GOING);

    // when
    bench.timeIsOver();

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void norWhenTheNewOneIsRefused() {
    // given
    bench.ends(config("a"), GOING).timerRings();

    // when
    bench.ends(config("a"), failed(Fault.Cause.QUOTA));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void norWhenItIsHeldForTooLong() {
    // when
    bench.ends(config("a"), GOING);
    bench.now = bench.now.plus(Duration.ofHours(1).minusSeconds(1));
    bench.timerRings().ends(config("a"), GOING);

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .extracting(failure -> failure.reason())
        .containsExactly("DeletionPending");
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void whatMayHaveBeenWrittenIsToBeWrittenAnew() {
    // when
    bench.ends(config("a"), failed(Fault.Cause.TIMEOUT));

    // then
    assertThat(last().uid()).isEqualTo("uid-a");
    assertThat(last().desiredDigest()).isEmpty();
  }

  @Test
  void soIsWhatWasNotTriedAgain() {
    // given
    bench.ends(
        config("a"),
        new TaskOutcome.Failed(new Fault(Fault.Cause.UNREACHABLE, "reset", true, null)));

    // when
    bench.arrives(plan("p2").from(3, bench.inventory.sequence()).wave(config("b")));

    // then
    assertThat(last().desiredDigest()).isEmpty();
  }

  @Test
  void soIsWhatAnotherMayHaveWrittenBefore() {
    // given
    bench.restarts();

    // when
    bench.arrives(plan("p2").from(3, bench.inventory.sequence()).wave(config("b")));
    bench.ends(config("a"), new TaskOutcome.NotTried());

    // then
    assertThat(bench.superseded().planId()).isEqualTo("p1");
    assertThat(last().desiredDigest()).isEmpty();
  }

  @Test
  void whatIsWrittenAfterARestartIsKnownAgain() {
    // when
    bench.restarts().ends(config("a"));

    // then
    assertThat(last().desiredDigest()).isEqualTo("digest-a");
  }

  @Test
  void whatWasRefusedIsAsItWas() {
    // given
    Inventory.Applied before = last();

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(last()).isEqualTo(before);
  }

  @Test
  void soIsWhatIsOnlyPutRight() {
    // given
    bench.ends(config("a"));
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).healing().wave(config("a")));
    Inventory.Applied before = last();

    // when
    bench.ends(config("a"), failed(Fault.Cause.TIMEOUT));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(last()).isEqualTo(before);
  }

  private static PlanMade.Apply changed(ObjectRef ref) {
    return new PlanMade.Apply(ref, JsonNodeFactory.instance.objectNode(), "another digest");
  }

  private Inventory.Applied last() {
    return bench.inventory.objects().get(0).applied();
  }
}
