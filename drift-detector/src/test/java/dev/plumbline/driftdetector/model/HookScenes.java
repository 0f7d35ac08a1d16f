package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.PlanMade.Wave;
import java.util.ArrayList;
import java.util.List;

/** Scenes with hooks, and how their plans are read. */
final class HookScenes {
  static final String HOOK = "argocd.argoproj.io/hook";
  static final String WAVE = "argocd.argoproj.io/sync-wave";
  static final String HELM = "helm.sh/hook";
  static final ObjectRef MIGRATE = job("migrate");
  static final ObjectRef SMOKE = job("smoke");
  static final ObjectRef CRY = job("cry");

  static ObjectRef job(String name) {
    return ObjectRef.of("batch/v1", "Job", "shop", name);
  }

  /** Each wave as {@code Phase number: names}. */
  static List<String> waves(List<Wave> waves) {
    if (waves == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Wave wave : waves) {
      List<String> names = new ArrayList<>();
      wave.applies().forEach(apply -> names.add(apply.ref().kind()));
      wave.allHooks().forEach(hook -> names.add(hook.ref().name()));
      texts.add(wave.phase().word() + " " + wave.number() + ": " + String.join(" ", names));
    }
    return texts;
  }

  static Scene hooked() {
    return new Scene()
        .annotated(MIGRATE, HOOK, "PreSync")
        .annotated(SMOKE, HOOK, "PostSync")
        .annotated(CRY, HOOK, "SyncFail");
  }

  static Scene done(Scene scene) {
    scene.carriedOut(scene.judge().plan()).seen(HealthStatus.Healthy).judge();
    return scene;
  }

  private HookScenes() {}
}
