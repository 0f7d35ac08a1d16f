package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Verdict.SyncStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An object on the cluster that somebody has asked to be left alone, without a commit. */
class LeftAloneTest {

  private static final String WISH = "it bears plumbline.dev/reconcile: disabled";

  private static Scene wishing(Scene scene, ObjectRef ref) {
    scene.observations.compute(ref.id(), (id, seen) -> seen.wishing(WISH));
    return scene;
  }

  private static Scene changed(Scene scene) {
    return scene.found(CONFIG, Scene.changed("data.a", "kubectl"));
  }

  /** The applier leaves that object as it is. */
  private static Scene carriedOutBut(Scene scene, PlanMade plan, ObjectRef ref) {
    Applied before = scene.applied(ref);
    return scene.carriedOut(plan).replaced(ref, before).seen(HealthStatus.Healthy);
  }

  private static List<ObjectRef> applied(PlanMade plan) {
    return plan.waves().get(0).applies().stream().map(PlanMade.Apply::ref).toList();
  }

  @Test
  void itIsNoDriftAndNeverAFight() {
    Scene scene = Scene.converged(WEB, CONFIG);

    for (int i = 0; i < 5; i++) {
      Decision decision = wishing(changed(scene), CONFIG).after(Duration.ofSeconds(20)).judge();

      assertThat(decision.plan()).isNull();
      assertThat(decision.told()).isEmpty();
      assertThat(decision.verdict().sync()).isEqualTo(SyncStatus.Synced);
      assertThat(Statuses.reason(decision.status(), "Ready")).isEqualTo("True/Converged");
    }
  }

  @Test
  void whatWasAFightIsOverWhenItIsLeftAlone() {
    // given
    Scene scene = Scene.converged(WEB, CONFIG);
    for (int i = 0; i < 3; i++) {
      PlanMade plan = changed(scene).judge().plan();
      scene.carriedOut(plan).seen(HealthStatus.Healthy).judge();
    }
    Decision fight = changed(scene).judge();
    assertThat(Statuses.reason(fight.status(), "Drifted")).isEqualTo("True/Contested");

    // when
    Decision decision = wishing(scene, CONFIG).judge();

    // then
    assertThat(decision.told()).hasAtLeastOneElementOfType(DriftEvent.Cleared.class);
    assertThat(decision.verdict().drifts()).isEmpty();
    assertThat(Statuses.reason(decision.status(), "Drifted")).isEqualTo("False/InSync");
  }

  @Test
  void aNewRevisionPassesItOverAndSaysWhy() {
    // given
    Scene scene = wishing(Scene.converged(WEB, CONFIG), CONFIG).rendered("c2", WEB, CONFIG);

    // when
    PlanMade plan = scene.judge().plan();

    // then
    assertThat(applied(plan)).containsExactly(WEB);
    assertThat(plan.skipped()).containsExactly(new PlanMade.Skipped(CONFIG, WISH));
    scene.carriedOut(plan).seen(HealthStatus.Healthy);
    Decision after = wishing(scene, CONFIG).judge();
    assertThat(after.plan()).isNull();
    assertThat(Statuses.reason(after.status(), "Ready")).isEqualTo("True/Converged");
  }

  @Test
  void itIsAppliedAsSoonAsNobodyWantsItLeftAloneAnyMore() {
    Scene scene = wishing(Scene.converged(WEB, CONFIG), CONFIG).rendered("c2", WEB, CONFIG);
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy);
    wishing(scene, CONFIG).after(Duration.ofMinutes(1)).judge();

    PlanMade plan = scene.seen(CONFIG, HealthStatus.Healthy, "").judge().plan();

    assertThat(applied(plan)).containsExactly(CONFIG);
  }

  @Test
  void whatTheApplierLeftAsItIsBeforeWeSawWhyIsNotAskedForAtOnce() {
    // given
    Scene scene = Scene.converged(WEB, CONFIG).rendered("c2", WEB, CONFIG);
    carriedOutBut(scene, scene.judge().plan(), CONFIG);

    // when
    Decision decision = scene.judge();

    // then
    assertThat(decision.plan()).isNull();
    assertThat(decision.wakeAt()).isEqualTo(scene.now.plusSeconds(30));
    assertThat(applied(scene.after(Duration.ofSeconds(30)).judge().plan())).containsExactly(CONFIG);
  }

  /** The applier leaves that object as it is, since at that version it bore the wish. */
  private static Scene passedOver(Scene scene, ObjectRef ref, String version) {
    carriedOutBut(scene, scene.judge().plan(), ref);
    scene.inventory =
        Altered.inventory(
            scene.inventory,
            scene.inventory.objects().stream()
                .map(entry -> entry.ref().sameObject(ref) ? entry.passedOver(version) : entry)
                .toList());
    return scene;
  }

  @Test
  void itIsAskedForTheMomentThatItIsSeenWithoutTheWishThatTheApplierSaw() {
    // given
    Scene scene = Scene.converged(WEB, CONFIG).rendered("c2", WEB, CONFIG);
    String version = "900";
    passedOver(scene, CONFIG, version);
    assertThat(scene.judge().plan()).isNull();
    assertThat(scene.after(Duration.ofSeconds(45)).judge().plan()).isNull();

    // when
    Applied applied = scene.applied(CONFIG);
    scene.observations.put(
        CONFIG.id(),
        new Observation(
            CONFIG,
            applied.uid(),
            "901",
            1,
            false,
            HealthStatus.Healthy,
            "",
            null,
            Finding.IN_SYNC,
            applied));

    // then
    assertThat(applied(scene.judge().plan())).containsExactly(CONFIG);
  }

  @Test
  void shouldThatNeverBeSeenItIsAskedForOnceAnInterval() {
    Scene scene = Scene.converged(WEB, CONFIG).rendered("c2", WEB, CONFIG);
    passedOver(scene, CONFIG, "900");

    assertThat(scene.judge().wakeAt()).isEqualTo(scene.now.plus(Duration.ofMinutes(10)));
  }

  @Test
  void oneThatIsNotOursIsAskedForOnceAnIntervalAndWhenSomebodyWants() {
    // given
    Scene scene = new Scene().rendered("c1", WEB, CONFIG);
    carriedOutBut(scene, scene.judge().plan(), CONFIG);

    // when
    Decision decision = scene.after(Duration.ofMinutes(9)).judge();

    // then
    assertThat(decision.plan()).isNull();
    assertThat(applied(scene.asked().judge().plan())).containsExactly(CONFIG);
  }
}
