package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.HookScenes.CRY;
import static dev.plumbline.driftdetector.model.HookScenes.HELM;
import static dev.plumbline.driftdetector.model.HookScenes.MIGRATE;
import static dev.plumbline.driftdetector.model.HookScenes.SMOKE;
import static dev.plumbline.driftdetector.model.HookScenes.done;
import static dev.plumbline.driftdetector.model.HookScenes.hooked;
import static dev.plumbline.driftdetector.model.HookScenes.job;
import static dev.plumbline.driftdetector.model.HookScenes.waves;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hooks of an installation and of an upgrade. */
class InstallationHooksTest {
  @Test
  void helmsHooksTellInstallationFromUpgrades() {
    Scene scene =
        new Scene()
            .annotated(MIGRATE, HELM, "pre-install")
            .annotated(SMOKE, HELM, "post-upgrade")
            .annotated(CRY, HELM, "pre-install,pre-upgrade")
            .annotated(CRY, "helm.sh/hook-weight", "-1")
            .rendered("c1", WEB, MIGRATE, SMOKE, CRY);

    PlanMade install = scene.judge().plan();
    scene.failed(install, "not allowed").judge();
    PlanMade retry = scene.after(Duration.ofSeconds(6)).judge().plan();
    scene.carriedOut(retry).seen(HealthStatus.Healthy).judge();
    PlanMade upgrade = scene.rendered("c2", WEB, MIGRATE, SMOKE, CRY).judge().plan();

    assertThat(waves(install.waves()))
        .containsExactly("PreSync -1: cry", "PreSync 0: migrate", "Sync 0: Deployment");
    assertThat(install.after()).isNull();
    assertThat(waves(retry.waves())).isEqualTo(waves(install.waves()));
    assertThat(waves(upgrade.waves())).containsExactly("PreSync -1: cry", "Sync 0: Deployment");
    assertThat(waves(upgrade.after())).containsExactly("PostSync 0: smoke");
  }

  @Test
  void hooksForFailuresStayInUpgradesWhereOthersAreOfTheInstallationOnly() {
    Scene scene =
        done(
            hooked()
                .annotated(job("seed"), HELM, "pre-install")
                .rendered("c1", WEB, CRY, job("seed")));

    PlanMade upgrade = scene.rendered("c2", WEB, CRY, job("seed")).judge().plan();

    assertThat(waves(upgrade.waves())).containsExactly("Sync 0: Deployment");
    assertThat(waves(upgrade.onFailure())).containsExactly("SyncFail 0: cry");
  }

  @Test
  void whatConvergedBeforeIsNotInstalledAgainThoughAllThatWasRememberedOfItIsLost() {
    Scene scene =
        done(
            new Scene()
                .annotated(MIGRATE, HELM, "pre-install")
                .annotated(SMOKE, HELM, "pre-upgrade")
                .rendered("c1", WEB, MIGRATE, SMOKE));
    scene.inventory = null;
    scene.verdict = null;
    scene.observations.clear();

    PlanMade again = scene.judge().plan();

    assertThat(waves(again.waves())).containsExactly("PreSync 0: smoke", "Sync 0: Deployment");
  }

  @Test
  void whatConvergedWithNothingInItIsInstalledWhenThereIsSomething() {
    Scene scene = new Scene().rendered("c1");
    scene.allowEmpty = true;
    scene.judge();
    scene.annotated(MIGRATE, HELM, "pre-install").annotated(SMOKE, HELM, "pre-upgrade");

    PlanMade plan = scene.rendered("c2", WEB, MIGRATE, SMOKE).judge().plan();

    assertThat(scene.status.history()).isNotEmpty();
    assertThat(waves(plan.waves())).containsExactly("PreSync 0: migrate", "Sync 0: Deployment");
  }

  @Test
  void hooksOfAnInstallationWaitUntilItIsKnownThatItIsOne() {
    Scene scene = new Scene().annotated(MIGRATE, HELM, "pre-install").rendered("c1", WEB, MIGRATE);
    scene.status = null;

    Decision unknown = scene.judge();
    scene.status = Statuses.EMPTY;

    assertThat(unknown.plan()).isNull();
    assertThat(unknown.wakeAt()).isNotNull();
    assertThat(waves(scene.judge().plan().waves()))
        .containsExactly("PreSync 0: migrate", "Sync 0: Deployment");
  }
}
