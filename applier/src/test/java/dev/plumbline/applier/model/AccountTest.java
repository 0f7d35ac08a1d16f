package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Plans.config;
import static dev.plumbline.applier.model.Plans.failed;
import static dev.plumbline.applier.model.Plans.hook;
import static dev.plumbline.applier.model.Plans.job;
import static dev.plumbline.applier.model.Plans.plan;
import static dev.plumbline.applier.model.Plans.wrote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectOutcome;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncAccount.StageTime;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTest {
  private final Bench bench = new Bench();

  @Test
  void countsTellWhatAnApplyChanged() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b"))).ends(config("a"), config("b"));

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("a"), config("b"), config("c")));
    bench.ends(config("a"), new TaskOutcome.Applied(Plans.applied(config("a"), "1"), false));
    bench.ends(config("b"), wrote(config("b"), "5")).ends(config("c"));

    // then
    assertThat(bench.last(SyncEvent.Succeeded.class).counts())
        .isEqualTo(new SyncEvent.Counts(1, 1, 1, 0, 0));
  }

  @Test
  void theAccountSaysWhatBecameOfEachObject() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("old"), config("moved")));
    bench.ends(config("a"), config("old"), config("moved"));

    // when
    bench.arrives(
        plan("p2")
            .from(2, 2)
            .wave(config("a"), config("b"), config("kept"), config("anew"))
            .prune(config("old"), config("moved"))
            .skipping(config("off"), "it is not to be reconciled"));
    bench.ends(config("b")).ends(config("a"), wrote(config("a"), "5"));
    bench.ends(config("kept"), new TaskOutcome.Skipped("it is there"));
    bench.ends(
        config("anew"), new TaskOutcome.Applied(Plans.applied(config("anew"), "9"), true, true));
    bench.gone(config("old")).ends(config("moved"), new TaskOutcome.LeftAlone("it is another's"));

    // then
    SyncEvent.Succeeded event = bench.last(SyncEvent.Succeeded.class);
    assertThat(texts(event.account()))
        .containsExactly(
            "b CREATED",
            "a CONFIGURED",
            "kept SKIPPED it is there",
            "anew RECREATED",
            "old PRUNED",
            "moved SKIPPED it is another's",
            "off SKIPPED it is not to be reconciled");
    assertThat(event.counts()).isEqualTo(new SyncEvent.Counts(1, 2, 0, 1, 0, 3, null));
    assertThat(event.account().kind()).isEqualTo(PlanMade.Kind.APPLY);
    assertThat(event.account().reason()).isEqualTo(PlanMade.Reason.NEW_REVISION);
    assertThat(event.account().planDigest()).isEqualTo("digest-p2");
    assertThat(bench.inventory.sync().counts()).isEqualTo(event.counts());
  }

  @Test
  void anObjectThatHadToGoFirstWasMadeAnew() {
    // given
    bench.arrives(plan("p1").wave(config("a")));

    // when
    bench.ends(config("a"), new TaskOutcome.StillThere(List.of())).timerRings();
    bench.ends(config("a"));

    // then
    assertThat(texts(bench.last(SyncEvent.Succeeded.class).account()))
        .containsExactly("a RECREATED");
  }

  @Test
  void failuresAreToldInTheServersWordsAlsoAfterARestart() {
    // given
    bench.arrives(plan("p1").wave(config("a")).wave(config("b"))).ends(config("a"));

    // when
    bench.restarts().settled("p1", 0).ends(config("b"), failed(Fault.Cause.INVALID));

    // then
    assertThat(texts(bench.last(SyncEvent.Failed.class).account()))
        .containsExactly(
            "a CREATED", "b FAILED ConfigMap shop/b: said so; correct the manifest in Git");
  }

  @Test
  void theAccountSaysHowLongEachStageTook() {
    // given
    bench.arrives(
        plan("p1")
            .hooks(SyncPhase.PRE_SYNC, -1, hook("migrate"))
            .wave(config("a"))
            .prune(config("old")));
    bench.now = bench.now.plusSeconds(1);
    bench.ends(job("migrate"));
    bench.now = bench.now.plusSeconds(10);

    // when
    bench.restarts().hookEnds("migrate", true);
    bench.now = bench.now.plusSeconds(2);
    bench.ends(config("a"));
    bench.now = bench.now.plusSeconds(3);
    bench.gone(config("old"));

    // then
    assertThat(bench.last(SyncEvent.Succeeded.class).account().stages())
        .containsExactly(
            new StageTime(SyncPhase.PRE_SYNC, -1, false, 1000, 10000),
            new StageTime(SyncPhase.SYNC, 0, false, 2000, 0),
            new StageTime(SyncPhase.SYNC, 0, true, 3000, 0));
    assertThat(bench.last(SyncEvent.Succeeded.class).durationMillis()).isEqualTo(16000);
  }

  @Test
  void progressSaysPhaseAndNumber() {
    // when
    bench.arrives(plan("p1").hooks(SyncPhase.PRE_SYNC, -5, hook("migrate")));
    bench.ends(job("migrate"));

    // then
    SyncEvent.Progressed event = bench.last(SyncEvent.Progressed.class);
    assertThat(event.phase()).isEqualTo(SyncPhase.PRE_SYNC);
    assertThat(event.number()).isEqualTo(-5);
  }

  @Test
  void theInventorySumsUpThePlanThatEndedAndWhetherOneEverSucceeded() {
    // given
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"), failed(Fault.Cause.INVALID));
    assertThat(bench.inventory.installed()).isFalse();
    assertThat(bench.inventory.sync().counts().failed()).isEqualTo(1);

    // when
    bench.arrives(plan("p2").from(2, 2).wave(config("a")));
    assertThat(bench.inventory.sync()).isNull();
    bench.ends(config("a"));

    // then
    assertThat(bench.inventory.installed()).isTrue();
    assertThat(bench.inventory.sync().reason()).isEqualTo(PlanMade.Reason.NEW_REVISION);
    assertThat(bench.inventory.sync().counts().created()).isEqualTo(1);
    assertThat(bench.inventory.sync().planDigest()).isEqualTo("digest-p2");

    // when
    bench.arrives(plan("p3").from(3, 4).wave(config("a")));
    bench.ends(config("a"), failed(Fault.Cause.INVALID));

    // then
    assertThat(bench.inventory.installed()).isTrue();
  }

  @Test
  void whatWasThereBeforeThatWasRecordedCountsAsInstalled() {
    // given a record of an earlier release
    bench.arrives(plan("p1").wave(config("a"))).ends(config("a"));
    Inventory known = bench.inventory;
    bench.inventory =
        new Inventory(
            known.application(),
            known.applicationUid(),
            known.sequence(),
            known.planId(),
            known.phase(),
            known.desiredSequence(),
            known.cluster(),
            known.revisions(),
            known.wave(),
            known.objects(),
            known.failures(),
            known.writtenAt());

    // when
    bench.restarts().arrives(plan("p2").from(2, 2).wave(config("a")));

    // then
    assertThat(bench.inventory.installed()).isTrue();
  }

  @Test
  void entriesSayWhichStepWritesThemAndWhatTheObjectSaidOfItself() {
    // given
    PlanMade.Apply careful = annotated("a", "Prune=false,Replace=true", "3");

    // when
    bench.arrives(plan("p1").wave(careful).wave(config("b")));

    // then
    assertThat(entries()).containsExactly("a 0 3 [Prune=false]", "b 1 null null");

    // when
    bench.ends(config("a")).settled("p1", 0).ends(config("b"));
    bench.arrives(plan("p2").from(2, bench.inventory.sequence()).wave(config("b")));

    // then
    assertThat(entries()).containsExactly("a null 3 [Prune=false]", "b 0 null null");
  }

  @Test
  void whatIsSkippedIsNotWaitedFor() {
    // given
    bench.arrives(plan("p1").wave(config("a"), config("b")).wave(config("c")));

    // when
    bench.ends(config("a"), new TaskOutcome.Skipped("it is there")).ends(config("b"));

    // then
    assertThat(entries()).containsExactly("a null null null", "b 0 null null", "c 1 null null");
  }

  private List<String> entries() {
    return bench.inventory.objects().stream()
        .map(
            entry ->
                entry.ref().name()
                    + " "
                    + entry.step()
                    + " "
                    + entry.wave()
                    + " "
                    + entry.options())
        .toList();
  }

  private static PlanMade.Apply annotated(String name, String options, String wave) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest
        .withObject("/metadata/annotations")
        .put("plumbline.dev/sync-options", options)
        .put("plumbline.dev/sync-wave", wave);
    return new PlanMade.Apply(config(name), manifest, "digest-" + name);
  }

  private static List<String> texts(SyncAccount account) {
    return account.objects().stream().map(AccountTest::text).toList();
  }

  private static String text(ObjectOutcome it) {
    return it.ref().name() + " " + it.result() + (it.message() == null ? "" : " " + it.message());
  }
}
