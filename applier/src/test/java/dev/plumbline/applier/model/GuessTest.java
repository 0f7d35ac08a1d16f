package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuessTest {
  private static final ObjectRef SERVICE = ObjectRef.of("v1", "Service", "shop", "web");

  private final Bench bench = new Bench();

  @Test
  void whatWasNeverAppliedIsGuessedToBeAbsent() {
    // when
    bench.arrives(plan("p1").wave(config("a")).wave(deployment("web")));

    // then
    assertThat(guess(config("a"))).isEqualTo(Precondition.ABSENT);

    // when
    bench.ends(config("a"), Plans.wrote(config("a"), "7")).settled("p1", 0);

    // then
    assertThat(guess(deployment("web"))).isEqualTo(Precondition.ABSENT);
  }

  @Test
  void aNewCommitFindsWhatNobodyElseWritesAsItWasLeft() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"), Plans.wrote(config("a"), "7"));
    bench.arrives(plan("p2").from(2, 2).wave(SERVICE)).ends(SERVICE, Plans.wrote(SERVICE, "8"));

    // when
    bench.arrives(plan("p3").from(3, 4).wave(config("a"), SERVICE));

    // then
    assertThat(guess(config("a"))).isEqualTo(new Precondition("uid-a", "7"));

    // when
    bench.ends(config("a"));

    // then
    assertThat(guess(SERVICE)).isEqualTo(new Precondition("uid-web", "8"));
  }

  @Test
  void whatHasAStatusOfOthersIsReadFirst() {
    // given
    ObjectRef web = deployment("web");
    bench.arrives(plan("p1").wave(web)).ends(web, Plans.wrote(web, "7"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(web));

    // then
    assertThat(guess(web)).isNull();
  }

  @Test
  void whatIsPutRightIsReadFirst() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"), Plans.wrote(config("a"), "7"));

    // when
    bench.arrives(plan("p2").from(1, 2).healing().wave(config("a")));

    // then
    assertThat(guess(config("a"))).isNull();
  }

  /** The last task begun is the one of interest. */
  private @Nullable Precondition guess(ObjectRef ref) {
    Effect.Perform last = bench.running.get(bench.running.size() - 1);
    assertThat(last.task().ref()).isEqualTo(ref);
    return ((ObjectTask.ApplyObject) last.task()).likely();
  }
}
