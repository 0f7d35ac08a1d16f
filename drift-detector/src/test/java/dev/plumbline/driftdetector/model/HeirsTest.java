package dev.plumbline.driftdetector.model;

import static dev.plumbline.driftdetector.model.Scene.CONFIG;
import static dev.plumbline.driftdetector.model.Scene.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Git takes from one application it may give to another, which hears of it later. */
class HeirsTest {

  private static final String REPOSITORY = "git@git.example:shop.git";

  /** Git dropped CONFIG at commit c2, of which the application heard just now. */
  private static Scene dropped() {
    Scene scene = Scene.converged(WEB, CONFIG).rendered("c2", WEB);
    scene.since = scene.now;
    return scene;
  }

  /** It is to be deleted with its object since just now. */
  private static Scene going() {
    Scene scene = Scene.converged(WEB);
    scene.finalizers = List.of(Tracking.FINALIZER);
    scene.deleting = true;
    scene.since = scene.now;
    return scene;
  }

  static DependencyState other(String name, String repository, String commit) {
    return DependencyState.of(resource(name, repository, commit));
  }

  private static ObjectNode resource(String name, String repository, String commit) {
    ObjectNode application = Json.mapper().createObjectNode();
    application.putObject("metadata").put("namespace", "team").put("name", name);
    application
        .putObject("spec")
        .putObject("source")
        .put("repoURL", repository)
        .put("targetRevision", "main");
    if (!commit.isEmpty()) {
      application.putObject("status").putObject("sync").put("revision", commit);
    }
    return application;
  }

  private static PlanMade plan(Scene scene) {
    return scene.judge().plan();
  }

  @Test
  void nothingIsDeletedBeforeTheOthersOfThePushAreRendered() {
    Scene scene = dropped();
    scene.others.add(other("store", REPOSITORY, "c1"));

    Decision waiting = scene.judge();
    assertThat(waiting.plan()).isNull();
    assertThat(waiting.wakeAt()).isEqualTo(scene.since.plus(Heirs.PATIENCE));
    assertThat(Statuses.reason(waiting.status(), "Ready")).isEqualTo("False/OthersNotRendered");
    assertThat(waiting.status().progress()).contains("team/store");
    assertThat(waiting.status().passing()).isTrue();

    scene.others.set(0, other("store", REPOSITORY, "c2"));
    assertThat(plan(scene).prunes()).hasSize(1);
  }

  @Test
  void whatMayNotBeRenderedAtAllIsNotWaitedForForEver() {
    Scene scene = dropped();
    scene.others.add(other("store", REPOSITORY, "c1"));
    assertThat(plan(scene)).isNull();

    assertThat(plan(scene.after(Heirs.PATIENCE)).prunes()).hasSize(1);
  }

  @Test
  void onlyTheSameRefOfTheSameRepositoryIsWaitedFor() {
    Scene scene = dropped();
    scene.others.add(other("elsewhere", "https://git.example/other", "c1"));
    ObjectNode branch = resource("branch", REPOSITORY, "c1");
    branch.withObject("/spec/source").put("targetRevision", "next");
    scene.others.add(DependencyState.of(branch));
    ObjectNode going = resource("going", REPOSITORY, "c1");
    going.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    scene.others.add(DependencyState.of(going));
    scene.others.add(other("shop", REPOSITORY, "c1"));

    assertThat(plan(scene).prunes()).hasSize(1);
  }

  @Test
  void whatCannotBeRenderedAtThatCommitIsNotWaitedFor() {
    Scene scene = dropped();
    ObjectNode broken = resource("store", REPOSITORY, "c1");
    broken.withObject("/status").put("lastAttemptedRevision", "c2");
    scene.others.add(DependencyState.of(broken));

    assertThat(plan(scene).prunes()).hasSize(1);
  }

  @Test
  void whoDeletesNothingWaitsForNobody() {
    Scene scene = Scene.converged(WEB).rendered("c2", WEB, CONFIG);
    scene.since = scene.now;
    scene.others.add(other("store", REPOSITORY, "c1"));

    assertThat(plan(scene).waves()).isNotEmpty();
  }

  @Test
  void deletionWaitsForAnApplicationOfWhichNothingIsKnownYet() {
    Scene scene = going();
    scene.others.add(other("older", REPOSITORY, "c0"));
    scene.others.add(other("store", REPOSITORY, ""));

    Decision waiting = scene.judge();
    assertThat(waiting.plan()).isNull();
    assertThat(waiting.wakeAt()).isEqualTo(scene.since.plus(Heirs.PATIENCE));
    assertThat(waiting.status().progress()).contains("team/store");

    scene.others.set(1, other("store", REPOSITORY, "c0"));
    assertThat(plan(scene).kind()).isEqualTo(PlanMade.Kind.DELETE);
  }

  @Test
  void deletionOfAnApplicationDoesNotWaitForEver() {
    Scene scene = going();
    scene.others.add(other("store", REPOSITORY, ""));
    assertThat(plan(scene)).isNull();

    assertThat(plan(scene.after(Duration.ofSeconds(10))).kind()).isEqualTo(PlanMade.Kind.DELETE);
  }
}
