package dev.plumbline.driftdetector.sight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.model.LastSeen;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.sight.Sightings.Reading;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
  private static final WatchedKind DEPLOYMENTS = WatchedKind.of("in-cluster", WEB);
  private static final Applied APPLIED =
      new Applied("u1", "100", 1, "own", "foreign", "values", "digest", List.of());

  private final Sightings sightings = new Sightings();

  private static Sighting seen(String version, long generation, String own) {
    return new Sighting(
        WEB,
        false,
        new Fingerprint("u1", version, generation, own, "foreign", false, null, false),
        HealthStatus.Healthy,
        "");
  }

  private static Sighting gone(String version) {
    Sighting last = seen(version, 1, "own");
    return new Sighting(WEB, true, last.print(), HealthStatus.Healthy, "");
  }

  private static Inventory inventory(Applied applied) {
    return new Inventory(
        new ApplicationKey("team", "shop"),
        "uid",
        1,
        "plan",
        Inventory.Phase.SUCCEEDED,
        1,
        "in-cluster",
        List.of(),
        0,
        List.of(new Inventory.Entry(WEB, applied)),
        List.of(),
        Instant.EPOCH);
  }

  private List<Suspect> assess() {
    return sightings.assess(inventory(APPLIED), id -> false, entry -> Reading.COMPARES);
  }

  private Observation observation() {
    return sightings.observations().get(WEB.id());
  }

  @Test
  void aWishIsTheObjectsAndGoesWithIt() {
    String wish = "it bears plumbline.dev/reconcile: disabled";
    Fingerprint print =
        new Fingerprint("u1", "101", 2, "own", "foreign", false, null, null, false, wish);
    sightings.take(new Sighting(WEB, false, print, HealthStatus.Healthy, ""));
    assertThat(observation().wish()).isEqualTo(wish);

    sightings.take(new Sighting(WEB, true, print, HealthStatus.Healthy, ""));

    assertThat(observation().wish()).isNull();
  }

  @Test
  void whatChangedWhileNobodyAskedHowItIsIsReadWhenSomebodyDoes() {
    sightings.take(seen("105", 2, "less"));
    assertThat(sightings.assess(inventory(APPLIED), id -> false, entry -> Reading.EXISTS))
        .isEmpty();
    assertThat(observation().finding()).isEqualTo(Finding.IN_SYNC);

    assertThat(assess()).hasSize(1);
    assertThat(assess()).isEmpty();
  }

  @Test
  void theVeryVersionThatWasAppliedIsNeverSuspect() {
    sightings.take(seen("100", 1, "somebody-else-s"));

    assertThat(assess()).isEmpty();
    assertThat(observation().judged(APPLIED)).isTrue();
  }

  @Test
  void aLaterVersionWithTheSameMetadataIsInSyncWithoutARead() {
    sightings.take(seen("105", 1, "own"));

    assertThat(assess()).isEmpty();
    assertThat(observation().finding()).isEqualTo(Finding.IN_SYNC);
  }

  @Test
  void anOlderVersionThanTheApplyMeansNothing() {
    sightings.take(seen("99", 1, "old"));

    assertThat(assess()).isEmpty();
    assertThat(observation().judged(APPLIED)).isFalse();
  }

  @Test
  void aChangedEntryIsReadOnceAndTheFindingStandsWhileNothingElseChanges() {
    sightings.take(seen("105", 2, "less"));
    List<Suspect> suspects = assess();
    assertThat(suspects).hasSize(1);
    assertThat(assess()).isEmpty();

    sightings.examined(suspects.get(0), seen("105", 2, "less"), Finding.OWNERSHIP_LOST);
    assertThat(assess()).isEmpty();
    sightings.take(seen("106", 2, "less"));

    assertThat(assess()).isEmpty();
    assertThat(observation().finding()).isEqualTo(Finding.OWNERSHIP_LOST);
  }

  @Test
  void anotherGenerationIsReadAgain() {
    sightings.take(seen("105", 2, "less"));
    sightings.examined(assess().get(0), seen("105", 2, "less"), Finding.OWNERSHIP_LOST);

    sightings.take(seen("107", 3, "less"));

    assertThat(assess()).hasSize(1);
    assertThat(observation().judged(APPLIED)).isFalse();
  }

  @Test
  void aKindWithoutGenerationIsReadEachTime() {
    Applied applied = new Applied("u1", "100", 0, "own", "foreign", "v", "d", List.of());
    sightings.take(seen("105", 0, "less"));
    Suspect suspect =
        sightings.assess(inventory(applied), id -> false, e -> Reading.COMPARES).get(0);
    sightings.examined(suspect, seen("105", 0, "less"), Finding.IN_SYNC);

    sightings.take(seen("106", 0, "less"));

    assertThat(sightings.assess(inventory(applied), id -> false, e -> Reading.COMPARES)).hasSize(1);
  }

  @Test
  void whatIsSeenWhileAReadIsUnderWayNeedsNoSecondReadWhenMetadataIsTheSame() {
    sightings.take(seen("105", 2, "less"));
    Suspect suspect = assess().get(0);
    sightings.take(seen("106", 2, "less"));

    sightings.examined(suspect, seen("105", 2, "less"), Finding.OWNERSHIP_LOST);

    assertThat(assess()).isEmpty();
    assertThat(observation().finding()).isEqualTo(Finding.OWNERSHIP_LOST);
    assertThat(observation().resourceVersion()).isEqualTo("106");
  }

  @Test
  void anObjectSaidToBeGoneIsAbsentOnlyOnceItWasLookedFor() {
    sightings.take(seen("100", 1, "own"));
    sightings.take(gone("110"));
    List<Suspect> suspects = assess();
    assertThat(suspects).hasSize(1);
    assertThat(observation().absent()).isFalse();
    assertThat(observation().reaches(APPLIED)).isFalse();

    sightings.absent(suspects.get(0));

    assertThat(assess()).isEmpty();
    assertThat(observation().absent()).isTrue();
    assertThat(observation().judged(APPLIED)).isTrue();
  }

  @Test
  void anObjectThatCameBackWhileItWasLookedForIsNotAbsent() {
    sightings.take(gone("110"));
    Suspect suspect = assess().get(0);
    sightings.take(seen("111", 1, "own"));

    sightings.absent(suspect);

    assertThat(observation().absent()).isFalse();
    assertThat(assess()).isEmpty();
  }

  @Test
  void anObjectThatIsThereThoughItLeftTheWatchIsWhatWasRead() {
    sightings.take(gone("110"));

    sightings.examined(assess().get(0), seen("110", 1, "less"), Finding.OWNERSHIP_LOST);

    assertThat(observation().finding()).isEqualTo(Finding.OWNERSHIP_LOST);
    assertThat(assess()).isEmpty();
  }

  @Test
  void anAbsenceHeldAgainstAnEarlierApplyIsForgottenByTheNext() {
    sightings.take(gone("110"));
    sightings.absent(assess().get(0));
    Applied next = new Applied("u2", "120", 1, "own", "foreign", "v", "d", List.of());

    List<Suspect> suspects =
        sightings.assess(inventory(next), id -> false, entry -> Reading.COMPARES);

    assertThat(suspects).isEmpty();
    assertThat(observation().reaches(next)).isFalse();
  }

  @Test
  void aListNamesWhatIsMissingAndALateOneDoesNotOverrideWhatIsThere() {
    sightings.take(seen("100", 1, "own"));
    sightings.listed(DEPLOYMENTS, Set.of(WEB.id()), inventory(APPLIED));
    assertThat(assess()).isEmpty();

    sightings.listed(DEPLOYMENTS, Set.of(), inventory(APPLIED));

    assertThat(assess()).hasSize(1);
  }

  @Test
  void anOldEventDoesNotReplaceANewerOne() {
    sightings.take(seen("105", 1, "own"));
    sightings.take(seen("103", 1, "less"));
    sightings.take(gone("104"));

    assertThat(observation().resourceVersion()).isEqualTo("105");
  }

  @Test
  void objectsOfAPlanUnderWayAreNotJudged() {
    sightings.take(seen("105", 2, "less"));

    assertThat(sightings.assess(inventory(APPLIED), id -> true, e -> Reading.COMPARES)).isEmpty();
    assertThat(observation().judged(APPLIED)).isFalse();
  }

  @Test
  void whatWasAppliedAndIsNotAtHandIsNeitherReadNorCalledInSync() {
    sightings.take(seen("105", 2, "less"));

    assertThat(sightings.assess(inventory(APPLIED), id -> false, e -> Reading.CANNOT_COMPARE))
        .isEmpty();
    assertThat(observation().judged(APPLIED)).isFalse();
  }

  private static Inventory hookRun(Applied applied) {
    Inventory plain = inventory(applied);
    return new Inventory(
        plain.application(),
        plain.applicationUid(),
        plain.sequence(),
        plain.planId(),
        Inventory.Phase.WRITING,
        1,
        plain.cluster(),
        List.of(),
        0,
        List.of(
            new Inventory.Entry(
                WEB,
                applied,
                new Inventory.HookMark(WEB.id(), "plan", SyncPhase.PRE_SYNC),
                null,
                null,
                0)),
        List.of(),
        Instant.EPOCH);
  }

  @Test
  void howAnObjectWasSeenLastOutlivesItsBeingMissedInAList() {
    sightings.take(seen("101", 1, "own"));

    sightings.listed(DEPLOYMENTS, Set.of(), inventory(APPLIED));

    assertThat(observation().health()).isEqualTo(HealthStatus.Missing);
    assertThat(observation().last()).isEqualTo(new LastSeen("u1", HealthStatus.Healthy, ""));
  }

  @Test
  void aChangeThatArrivesAfterTheDeletionItCameBeforeIsNoNews() {
    ObjectHealth ended = new ObjectHealth(WEB, HealthStatus.Healthy, "done");
    Sighting deleted =
        new Sighting(
            WEB, true, seen("103", 1, "own").print(), HealthStatus.Progressing, "leaving", ended);
    sightings.take(deleted);

    sightings.take(
        new Sighting(
            WEB, false, seen("102", 1, "own").print(), HealthStatus.Progressing, "it runs"));

    assertThat(observation().last()).isEqualTo(new LastSeen("u1", HealthStatus.Healthy, "done"));
  }

  @Test
  void aHookThatIsMissedIsReadThoughItsPlanIsUnderWay() {
    sightings.listed(DEPLOYMENTS, Set.of(), hookRun(APPLIED));

    List<Suspect> suspects =
        sightings.assess(hookRun(APPLIED), id -> true, entry -> Reading.CANNOT_COMPARE);

    assertThat(suspects).hasSize(1);
    sightings.absent(suspects.get(0));
    assertThat(observation().absent()).isTrue();
    assertThat(observation().last()).isNull();
  }
}
