package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hooks that fail, and hooks that run because something failed. */
class HookFailureTest {
  private final Bench bench = new Bench();

  @Test
  void aHookThatFailedFailsTheSyncOnceAllOfItsStepHaveEnded() {
    // given
    bench.arrives(
        plan("p1").hooks(SyncPhase.PRE_SYNC, -1, hook("m1"), hook("m2")).wave(config("a")));
    bench.ends(job("m1"), job("m2"));

    // when
    bench.hookEnds("m1", false);

    // then
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);

    // when
    bench.hookEnds("m2", true);

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    ObjectFailure failure = event.failures().get(0);
    assertThat(event.failures()).hasSize(1);
    assertThat(failure.ref()).isEqualTo(job("m1"));
    assertThat(failure.reason()).isEqualTo("HookFailed");
    assertThat(failure.message())
        .isEqualTo("Job shop/m1: the hook of PreSync wave -1 failed: BackoffLimitExceeded");
    assertThat(bench.begun).doesNotContain("a");
    assertThat(bench.sync).isNull();
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(0, 0, 0, 0, 1, null, 1));
  }

  @Test
  void whatAHookSaysOfItsEndIsKeptShort() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("m1"))).ends(job("m1"));

    // when
    bench.hookEnds("m1", "uid-m1", false, "x".repeat(1_000_000));

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures().get(0).message())
        .hasSizeLessThan(700)
        .endsWith("xxx…");
  }

  @Test
  void aHookIsNotRunBesideAFailure() {
    // when
    bench.arrives(plan("p1").hooks(SyncPhase.SYNC, 0, List.of(config("a")), hook("b")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.begun).containsExactly("a");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.FAILED);
  }

  @Test
  void hooksThatWereNotReachedLeaveNoTrace() {
    // given
    bench.arrives(plan("p1").wave(config("a")).after(SyncPhase.POST_SYNC, hook("test")));
    assertThat(bench.inventoried()).containsExactly("a?", "test?");

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.inventoried()).containsExactly("a?");
  }

  @Test
  void hooksForFailureRunBeforeItIsTold() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("tidy")));

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.runningNames()).containsExactly("tidy");
    assertThat(bench.told()).doesNotContain("sync.failed");
    assertThat(bench.inventory.phase()).isEqualTo(Inventory.Phase.WRITING);
    assertThat(bench.entry("tidy").step()).isEqualTo(1);

    // when
    bench.ends(job("tidy")).restarts().hookEnds("tidy", true);

    // then
    SyncEvent.Failed event = bench.last(SyncEvent.Failed.class);
    assertThat(event.failures()).extracting(f -> f.ref().name()).containsExactly("a");
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(0, 0, 0, 0, 1, null, 1));
    assertThat(bench.inventory.failures()).isEqualTo(event.failures());
    assertThat(bench.inventory.wave()).isEqualTo(1);
  }

  @Test
  void whatFailsThenIsToldAfterTheFirst() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("t1")).onFailure(hook("t2")));

    // when
    bench.ends(config("a"), failed(Fault.Cause.INVALID)).ends(job("t1")).hookEnds("t1", false);

    // then
    assertThat(bench.last(SyncEvent.Failed.class).failures())
        .extracting(f -> f.ref().name())
        .containsExactly("a", "t1");
    assertThat(bench.begun).doesNotContain("t2");
  }

  @Test
  void supersedingRunsNoHooksForFailure() {
    // given
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, 0, hook("slow")).onFailure(hook("tidy")));
    bench.ends(job("slow"));

    // when
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("a")));

    // then
    assertThat(bench.begun).containsExactly("slow", "a");
    assertThat(bench.superseded().account().objects())
        .extracting(it -> it.ref().name() + " " + it.result() + " " + it.message())
        .containsExactly("slow SKIPPED it had not ended when the sync did, and runs on");
    assertThat(bench.inventoried()).containsExactly("a?", "slow");
  }

  @Test
  void oneThatHadFailedIsNotCalledSuperseded() {
    // given
    bench.arrives(plan("p1").wave(config("a")).onFailure(hook("tidy")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID)).ends(job("tidy"));

    // when
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("a")));

    // then
    assertThat(bench.last(SyncEvent.Failed.class).planId()).isEqualTo("p1");
    assertThat(bench.runningNames()).containsExactly("a");
  }
}
