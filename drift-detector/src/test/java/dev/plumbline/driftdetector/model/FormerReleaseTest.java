package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that Helm had installed before are taken over without installing them once more. */
class FormerReleaseTest {

  private static final ObjectRef INSTALL = ObjectRef.of("batch/v1", "Job", "shop", "install");
  private static final ObjectRef UPGRADE = ObjectRef.of("batch/v1", "Job", "shop", "upgrade");

  private final Scene scene =
      new Scene()
          .annotated(INSTALL, "helm.sh/hook", "pre-install")
          .annotated(UPGRADE, "helm.sh/hook", "pre-upgrade")
          .rendered("c1", WEB, INSTALL, UPGRADE);

  private static List<String> hooks(PlanMade plan) {
    return plan.steps().stream()
        .flatMap(step -> step.hooks().stream())
        .map(hook -> hook.ref().name())
        .toList();
  }

  @Test
  void nothingIsPlannedBeforeItIsKnown() {
    scene.formerRelease = null;

    Decision decision = scene.judge();

    assertThat(decision.plan()).isNull();
    assertThat(decision.wakeAt()).isNotNull();
    scene.formerRelease = false;
    assertThat(hooks(scene.judge().plan())).containsExactly("install");
  }

  @Test
  void theFirstSyncIsAnUpgradeAndSoAreItsRetriesThoughHelmsMarksAreGoneByThen() {
    scene.formerRelease = true;
    PlanMade first = scene.judge().plan();
    scene.failed(first, "not allowed").judge();

    scene.formerRelease = null;
    PlanMade retry = scene.after(Duration.ofSeconds(6)).judge().plan();

    assertThat(hooks(first)).containsExactly("upgrade");
    assertThat(hooks(retry)).containsExactly("upgrade");
    assertThat(scene.verdict.installed()).isTrue();
  }

  @Test
  void whereNoHookTellsTheTwoApartNobodyWaits() {
    Scene plain = new Scene().rendered("c1", WEB);
    plain.formerRelease = null;

    assertThat(plain.judge().plan()).isNotNull();
    assertThat(plain.verdict.installed()).isNull();
  }
}
