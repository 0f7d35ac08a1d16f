package dev.plumbline.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncAccount;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSummaryTest {

  private static final Path SAMPLES = Path.of("../libs/contracts/src/test/resources/samples");

  @ParameterizedTest
  @EnumSource(EventType.class)
  void everyEventHasWordsOfItsOwn(EventType type) throws IOException {
    assertThat(EventSummary.of(sample(type))).isNotBlank().doesNotContain("@");
  }

  @Test
  void driftNamesTheObjectTheFieldAndWhoDidIt() throws IOException {
    assertThat(EventSummary.of(sample(EventType.DRIFT_DETECTED)))
        .contains("text text/text", "(by text)", "will be healed");
  }

  private static final ObjectRef JOB = ObjectRef.of("batch/v1", "Job", "shop", "migrate");
  private static final ApplicationKey SHOP = new ApplicationKey("team", "shop");

  @Test
  void whatAWaveWaitsForIsNamedWithPhaseAndWave() {
    WaveWaiting waiting =
        new WaveWaiting(
            SHOP,
            "uid",
            "p1",
            0,
            SyncPhase.PRE_SYNC,
            -1,
            List.of(new ObjectHealth(JOB, HealthStatus.Progressing, "1 pod runs")),
            2,
            null);

    assertThat(EventSummary.of(waiting))
        .isEqualTo(
            "PreSync wave -1 waits for Job shop/migrate: Progressing (1 pod runs) and 2 more");
  }

  @Test
  void whatAnApplicationDependsOnIsToldAndThatItIsReady() {
    assertThat(
            List.of(
                EventSummary.of(
                    new DriftEvent.DependencyWaiting(
                        SHOP,
                        "uid",
                        List.of(),
                        "DependencyNotReady",
                        "waits for infra/db: Progressing",
                        Instant.EPOCH)),
                EventSummary.of(
                    new DriftEvent.DependencyCleared(SHOP, "uid", List.of(), 1500, Instant.EPOCH))))
        .containsExactly(
            "waits for infra/db: Progressing (DependencyNotReady)",
            "waits for no application any more, after 1500 ms");
  }

  @Test
  void whatIsGoneIsSaidToBePutBack() {
    WaveWaiting waiting =
        new WaveWaiting(
            SHOP,
            "uid",
            "p1",
            0,
            SyncPhase.SYNC,
            0,
            List.of(new ObjectHealth(JOB, HealthStatus.Missing, "somebody deleted it")),
            0,
            List.of(new WaveWaiting.Gone(JOB, "u1")));

    assertThat(EventSummary.of(waiting))
        .isEqualTo(
            "Sync wave 0 waits for Job shop/migrate: Missing (somebody deleted it);"
                + " 1 object is put back");
  }

  @Test
  void theEndOfAHookIsToldWithWhatItSays() {
    assertThat(
            EventSummary.of(
                new HookEnded(SHOP, "uid", "p1", 0, JOB, "u1", false, "BackoffLimitExceeded")))
        .isEqualTo("hook Job shop/migrate failed (BackoffLimitExceeded)");
  }

  @Test
  void aSyncThatSucceededTellsWhatItsStagesTook() {
    Trigger trigger = new Trigger(Trigger.Cause.COMMAND, "bob", null, Instant.EPOCH);
    SyncAccount account =
        new SyncAccount(
            PlanMade.Kind.APPLY,
            PlanMade.Reason.MANUAL,
            null,
            null,
            Instant.EPOCH,
            List.of(),
            List.of(
                new SyncAccount.StageTime(SyncPhase.PRE_SYNC, 0, false, 20, 9_000),
                new SyncAccount.StageTime(SyncPhase.SYNC, 0, true, 15, 0)));

    assertThat(
            EventSummary.of(
                new SyncEvent.Succeeded(
                    SHOP,
                    "uid",
                    "p1",
                    PlanMade.Kind.APPLY,
                    PlanMade.Reason.MANUAL,
                    List.of(),
                    trigger,
                    new SyncEvent.Counts(1, 0, 0, 2, 0, 3, 1),
                    9_100,
                    account)))
        .isEqualTo(
            "applied: 1 created, 2 pruned, 3 skipped, 1 hook succeeded in 9100 ms;"
                + " PreSync wave 0 took 9020 ms (9000 ms of it waiting), pruning took 15 ms");
  }

  @Test
  void stepsAreNumberedAsPeopleDoAndCountsAreThoseOfTheSync() {
    Trigger trigger = new Trigger(Trigger.Cause.APPLICATION, null, null, Instant.EPOCH);

    assertThat(
            List.of(
                EventSummary.of(new WaveSettled(SHOP, "uid", "p1", 0, null, null)),
                EventSummary.of(new WaveSettled(SHOP, "uid", "p1", 1, SyncPhase.SYNC, 2)),
                EventSummary.of(progressed(trigger, SyncEvent.Counts.NONE)),
                EventSummary.of(progressed(trigger, new SyncEvent.Counts(2, 0, 0, 0, 0, 0, 1))),
                EventSummary.of(
                    new DriftEvent.ConvergenceReached(
                        SHOP, "uid", List.of(), trigger, 12, Instant.EPOCH))))
        .containsExactly(
            "what was applied up to step 1 is well",
            "what was applied up to Sync wave 2 is well",
            "Sync wave -5 written",
            "Sync wave -5 written, so far 2 created, 1 hook succeeded",
            "converged 12 ms after the change of the application");
  }

  @Test
  void aFailureNamesItsObjectOnce() {
    Trigger trigger = new Trigger(Trigger.Cause.WEBHOOK, null, null, Instant.EPOCH);
    ObjectFailure failure =
        new ObjectFailure(JOB, "HookFailed", "Job shop/migrate: the hook failed", false);

    assertThat(
            EventSummary.of(
                new SyncEvent.Failed(
                    SHOP,
                    "uid",
                    "p1",
                    PlanMade.Reason.RETRY,
                    List.of(),
                    trigger,
                    SyncEvent.Counts.NONE,
                    List.of(failure),
                    1,
                    null)))
        .isEqualTo("sync failed: Job shop/migrate: HookFailed, the hook failed");
  }

  private static SyncEvent.Progressed progressed(Trigger trigger, SyncEvent.Counts counts) {
    return new SyncEvent.Progressed(
        SHOP, "uid", "p1", List.of(), trigger, 1, counts, SyncPhase.SYNC, -5);
  }

  private static Event sample(EventType type) throws IOException {
    Path file = SAMPLES.resolve(type.shortName()).resolve("0.1.json");
    return Json.mapper().readValue(file.toFile(), type.recordType());
  }
}
