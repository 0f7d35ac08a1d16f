package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.deployment;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.namespace;
import static dev.plumbline.applier.model.Plans.passing;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final Bench bench = new Bench();

  @Test
  void aStepThatDoesNotSettleInTimeFailsTheSyncAndNamesWhatItWaitsFor() {
    // given
    bench.arrives(plan("p1").wave(deployment("web"), deployment("api")).wave(config("a")));
    bench.ends(deployment("web"), deployment("api"));
    bench.waitsFor(
        "p1",
        0,
        2,
        new ObjectHealth(deployment("web"), HealthStatus.Degraded, "ImagePullBackOff"),
        new ObjectHealth(deployment("api"), HealthStatus.Progressing, ""));

    // when
    bench.timeIsOver();

    // then
    ObjectFailure failure = failure();
    assertThat(failure.ref()).isEqualTo(deployment("web"));
    assertThat(failure.message())
        .isEqualTo(
            "the sync took longer than the 3600 s it may take (spec.timeout): Sync wave 0 waited"
                + " for Deployment shop/web: Degraded (ImagePullBackOff), Deployment shop/api:"
                + " Progressing, and 2 more");
    assertThat(failure.retriable()).isTrue();
    assertThat(bench.inventory.failures()).containsExactly(failure);
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(bench.sync).isNull();
  }

  @Test
  void whenItFailsIsToldWhileThatMayHappen() {
    // given
    bench.arrives(plan("p1").wave(deployment("web")).wave(config("a")).onFailure(hook("tidy")));
    assertThat(bench.inventory.deadline()).isEqualTo(Plans.T0.plusSeconds(3600));

    // when
    bench.ends(deployment("web"));

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.inventory.deadline()).isEqualTo(Plans.T0.plusSeconds(3600));
    bench.timeIsOver();
    assertThat(bench.runningNames()).containsExactly("tidy");
    assertThat(bench.inventory.deadline()).isNull();
  }

  @Test
  void withoutAWordOnItTheStepsObjectsAreNamed() {
    // given
    bench.arrives(plan("p1").wave(namespace("shop")).wave(config("a"))).ends(namespace("shop"));

    // when
    bench.timeIsOver();

    // then
    assertThat(failure().message()).endsWith("Namespace shop: Unknown (it was not seen ready)");
  }

  @Test
  void hooksThatDoNotEndAreNamedAndHaveFailed() {
    // given
    bench.arrives(
        plan("p1")
            .within(Duration.ofSeconds(90))
            .hooks(
                SyncPhase.PRE_SYNC, 0, hook("quick"), hook("slow", HookDeletePolicy.HOOK_FAILED)));
    bench.ends(job("quick"), job("slow")).hookEnds("quick", true);

    // when
    bench.timeIsOver();

    // then its object goes, as of one that failed
    assertThat(bench.now).isEqualTo(Plans.T0.plusSeconds(90));
    assertThat(bench.runningNames()).containsExactly("slow");

    // when
    bench.gone(job("slow"));

    // then
    assertThat(failure().ref()).isEqualTo(job("slow"));
    assertThat(failure().message())
        .contains("longer than the 90 s")
        .endsWith("PreSync wave 0 waited for Job shop/slow: Progressing (it has not ended)");
    assertThat(bench.last(SyncEvent.Failed.class).account().objects())
        .extracting(it -> it.ref().name() + " " + it.result())
        .containsExactly("quick HOOK_SUCCEEDED", "slow HOOK_FAILED");
  }

  @Test
  void whileWritingWhatIsUnderWayIsWaitedForAndTheRestIsNotBegun() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"), config("c")).wave(config("z")));

    // when
    bench.timeIsOver();

    // then
    assertThat(bench.stage()).isInstanceOf(Stage.Writing.class);
    assertThat(bench.ledger().wants(bench.running.get(0).slot())).isFalse();

    // when
    bench.ends(config("a")).ends(config("b"), new TaskOutcome.NotTried());

    // then
    assertThat(bench.begun).containsExactly("a", "b");
    assertThat(bench.inventoried()).containsExactly("a", "b?", "c?", "z?");
    assertThat(failure().message())
        .endsWith("Sync wave 0 was being written: ConfigMap shop/a, ConfigMap shop/b; 1 not begun");
  }

  @Test
  void whatIsTriedAgainIsNamedWithWhatTheServerSaid() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"), passing(Fault.Cause.BUSY));

    // when
    bench.timeIsOver();

    // then
    assertThat(failure().message()).contains("ConfigMap shop/a: ", "said so");
    assertThat(bench.timers).hasSize(1);

    // when the old pause is over
    bench.timerRings();

    // then
    assertThat(bench.running).isEmpty();
  }

  @Test
  void aDeletionThatHangsEndsWithTheTime() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    bench.arrives(plan("p2").from(2, 2).within(Duration.ofSeconds(30)).prune(config("a")));
    bench.ends(config("a"), new TaskOutcome.StillThere(List.of("example.com/hold")));

    // when
    bench.timeIsOver();

    // then
    assertThat(failure().message())
        .contains("what is not wanted any more was being deleted", "example.com/hold");
    assertThat(bench.inventoried()).containsExactly("a");
  }

  @Test
  void afterItTheHooksForFailureHaveATimeOfTheirOwn() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("slow")).onFailure(hook("tidy")));
    bench.ends(job("slow"));

    // when
    bench.timeIsOver();

    // then
    assertThat(bench.runningNames()).containsExactly("tidy");
    assertThat(bench.alarm.pause()).isEqualTo(Duration.ofMinutes(10));

    // when
    bench.ends(job("tidy")).timeIsOver();

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .extracting(f -> f.ref().name() + " " + f.reason())
        .containsExactly("slow DeadlineExceeded", "tidy DeadlineExceeded");
    assertThat(bench.stage()).isInstanceOf(Stage.Idle.class);
  }

  @Test
  void theTimeIsOneForAllSteps() {
    // given
    bench.arrives(plan("p1").wave(config("a")).wave(config("b")).wave(config("c")));
    Effect.FailLater first = bench.alarm;
    bench.ends(config("a")).settled("p1", 0).ends(config("b"));

    // when
    bench.now = bench.now.plus(first.pause());
    bench.rings(first);

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
  }

  @Test
  void afterARestartOnlyTheRestOfTheTimeIsLeft() {
    // given
    bench.arrives(plan("p1").wave(config("a")).wave(config("b"))).ends(config("a"));
    bench.now = bench.now.plusSeconds(3000);

    // when
    bench.restarts();

    // then
    assertThat(bench.alarm.pause()).isEqualTo(Duration.ofSeconds(600));
  }

  @Test
  void aClockThatWasSetBackDoesNotLengthenIt() {
    // given
    bench.arrives(plan("p1").wave(config("a")).wave(config("b"))).ends(config("a"));
    bench.now = bench.now.minus(Duration.ofDays(7));

    // when
    bench.restarts();

    // then
    assertThat(bench.alarm.pause()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aTimeBeyondAllClocksIsAYear() {
    // when
    bench.arrives(plan("p1").within(Duration.ofMillis(Long.MAX_VALUE)).wave(config("a")));

    // then
    assertThat(bench.alarm.pause()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void whoComesTooLateBeginsNothing() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("tidy")));
    bench.now = bench.now.plus(Duration.ofHours(2));

    // when
    bench.restarts();

    // then
    assertThat(bench.begun).containsExactly("tidy");
    assertThat(bench.ends(job("tidy")).hookEnds("tidy", true).inventory.phase())
        .isEqualTo(Inventory.Phase.FAILED);
    assertThat(failure().message()).endsWith("Sync wave 0 was being written: 1 not begun");
  }

  @Test
  void whatIsDoneByThenIsDone() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("migrate")));
    bench.ends(job("migrate"));

    // when
    bench.hookEnds("migrate", true);
    int before = bench.log.size();
    bench.timeIsOver();

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.SUCCEEDED);
    assertThat(bench.log).hasSize(before);
  }

  private ObjectFailure failure() {
    ObjectFailure failure = bench.last(SyncEvent.Failed.class).failures().get(0);
    assertThat(failure.reason()).isEqualTo("DeadlineExceeded");
    return failure;
  }
}
