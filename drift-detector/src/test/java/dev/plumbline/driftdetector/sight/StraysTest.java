package dev.plumbline.driftdetector.sight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.sight.Strays.Candidate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StraysTest {

  private static final ObjectRef CONFIG = ObjectRef.of("v1", "ConfigMap", "shop", "settings");
  private static final Tracking OURS = new Tracking("plumbline", "app", CONFIG.id());

  private final Strays strays = new Strays("plumbline");

  private static Sighting seen(String uid, Tracking mark) {
    return seen(uid, mark, false, false);
  }

  private static Sighting seen(String uid, Tracking mark, boolean gone, boolean deleting) {
    return new Sighting(
        CONFIG,
        gone,
        new Fingerprint(uid, "7", 0, "own", "foreign", false, mark, deleting),
        HealthStatus.Healthy,
        "");
  }

  private static Candidate candidate(String uid) {
    return new Candidate(CONFIG, seen(uid, OURS));
  }

  private Finding found(String uid, long inventory) {
    Observation seen =
        new Observation(
            CONFIG, uid, "7", 0, false, HealthStatus.Healthy, "", OURS, Finding.IN_SYNC, null);
    return strays.judged(seen, inventory).finding();
  }

  @Test
  void onlyALiveObjectWhoseMarkNamesItselfAndTheApplicationClaimsToBeIts() {
    String other = CONFIG.id() + "-copy";

    assertThat(strays.claims(seen("u1", OURS), "app")).isTrue();
    assertThat(strays.claims(seen("u1", OURS), "another")).isFalse();
    assertThat(strays.claims(seen("u1", new Tracking("plumbline", "app", other)), "app")).isFalse();
    assertThat(strays.claims(seen("u1", new Tracking("stage", "app", CONFIG.id())), "app"))
        .isFalse();
    assertThat(strays.claims(seen("u1", null), "app")).isFalse();
    assertThat(strays.claims(seen("u1", OURS, true, false), "app")).isFalse();
    assertThat(strays.claims(seen("u1", OURS, false, true), "app")).isFalse();
  }

  @Test
  void aSightAloneIsADoubtAndIsReadOnce() {
    assertThat(found("u1", 3)).isEqualTo(Finding.SUSPECT);
    assertThat(strays.suspects(List.of(candidate("u1")), 3)).hasSize(1);
    assertThat(strays.suspects(List.of(candidate("u1")), 3)).isEmpty();
  }

  @Test
  void whatWasReadHoldsForTheInventoryThatStoodThen() {
    strays.suspects(List.of(candidate("u1")), 3);

    strays.looked(candidate("u1"), 3, seen("u1", OURS));

    assertThat(found("u1", 3)).isEqualTo(Finding.EXTRA);
    assertThat(strays.suspects(List.of(candidate("u1")), 3)).isEmpty();
    assertThat(found("u1", 4)).isEqualTo(Finding.SUSPECT);
    assertThat(strays.suspects(List.of(candidate("u1")), 4)).hasSize(1);
  }

  @Test
  void anObjectOfAnotherUidIsAnotherObject() {
    strays.looked(candidate("u1"), 3, seen("u1", OURS));

    assertThat(found("u2", 3)).isEqualTo(Finding.SUSPECT);
    assertThat(strays.suspects(List.of(candidate("u2")), 3)).hasSize(1);
  }

  @Test
  void whatIsNotThereOrCouldNotBeReadOrWasNotListedIsLookedForAgain() {
    strays.suspects(List.of(candidate("u1")), 3);
    strays.notRead(candidate("u1"));
    assertThat(strays.suspects(List.of(candidate("u1")), 3)).hasSize(1);

    strays.looked(candidate("u1"), 3, null);
    assertThat(found("u1", 3)).isEqualTo(Finding.SUSPECT);

    strays.looked(candidate("u1"), 3, seen("u1", OURS));
    strays.missed(CONFIG);
    assertThat(strays.suspects(List.of(candidate("u1")), 3)).hasSize(1);
  }

  @Test
  void whatIsForgottenIsReadAgain() {
    strays.looked(candidate("u1"), 3, seen("u1", OURS));

    strays.retain(Set.of());

    assertThat(found("u1", 3)).isEqualTo(Finding.SUSPECT);
  }
}
