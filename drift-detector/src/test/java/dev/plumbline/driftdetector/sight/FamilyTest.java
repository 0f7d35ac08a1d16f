package dev.plumbline.driftdetector.sight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.driftdetector.model.Stuck;
import dev.plumbline.health.HealthRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FamilyTest {

  private static final WatchedKind POD = new WatchedKind("in-cluster", "", "Pod");

  private final Family family = new Family();

  private static Descendant replicaSet(String name, String deployment, int revision) {
    return new Descendant(
        "uid-" + name,
        ObjectRef.of("apps/v1", "ReplicaSet", "shop", name),
        deployment,
        revision,
        HealthStatus.Healthy,
        "");
  }

  private static Descendant pod(String name, String owner, HealthStatus health, String message) {
    return new Descendant(
        "uid-" + name, ObjectRef.of("v1", "Pod", "shop", name), owner, 0, health, message);
  }

  @Test
  void tellsTheWholeWayDownToTheContainerThatIsStuck() {
    family.put(replicaSet("web-6f", "deployment", 2));
    family.put(pod("web-6f-x", "uid-web-6f", HealthStatus.Degraded, "ImagePullBackOff app:no"));
    family.put(pod("web-6f-y", "uid-web-6f", HealthStatus.Progressing, "ContainerCreating"));

    assertThat(family.stuck("deployment"))
        .contains(
            new Stuck(
                HealthStatus.Degraded,
                "ReplicaSet web-6f -> Pod web-6f-x: ImagePullBackOff app:no"));
  }

  @Test
  void isNotStuckWhenAllIsWell() {
    family.put(replicaSet("web-6f", "deployment", 2));
    family.put(pod("web-6f-x", "uid-web-6f", HealthStatus.Healthy, ""));

    assertThat(family.stuck("deployment")).isEmpty();
    assertThat(family.stuck("somebody else")).isEmpty();
  }

  @Test
  void podsOfAnEarlierRolloutAreOfNoConcern() {
    family.put(replicaSet("web-old", "deployment", 1));
    family.put(pod("web-old-x", "uid-web-old", HealthStatus.Degraded, "ImagePullBackOff"));
    family.put(replicaSet("web-new", "deployment", 2));
    family.put(pod("web-new-x", "uid-web-new", HealthStatus.Progressing, "ContainerCreating"));

    assertThat(family.stuck("deployment"))
        .contains(
            new Stuck(
                HealthStatus.Progressing,
                "ReplicaSet web-new -> Pod web-new-x: ContainerCreating"));
  }

  @Test
  void theWayUpIsFoundInWhateverOrderTheKindsAreSeen() {
    Descendant pod = pod("web-6f-x", "uid-web-6f", HealthStatus.Degraded, "no");

    assertThat(family.put(pod)).contains("uid-web-6f");
    assertThat(family.put(replicaSet("web-6f", "deployment", 1))).contains("deployment");
    assertThat(family.put(pod)).isEmpty();
    assertThat(family.remove("uid-web-6f-x")).contains("deployment");
    assertThat(family.remove("uid-web-6f-x")).isEmpty();
  }

  @Test
  void whatANewListLacksIsGone() {
    family.put(replicaSet("web-6f", "deployment", 1));
    family.put(pod("web-6f-x", "uid-web-6f", HealthStatus.Degraded, "no"));
    family.put(pod("web-6f-y", "uid-web-6f", HealthStatus.Healthy, ""));

    assertThat(family.retain(POD, Set.of("uid-web-6f-y"))).containsExactly("deployment");

    assertThat(family.stuck("deployment")).isEmpty();
    assertThat(family.size()).isEqualTo(2);
  }

  @Test
  void ownersInACircleDoNotKeepItForEver() {
    family.put(pod("a", "uid-b", HealthStatus.Degraded, "one"));
    family.put(pod("b", "uid-a", HealthStatus.Degraded, "two"));

    assertThat(family.stuck("uid-a")).isPresent();
  }

  @Test
  void keepsOfAnObjectItsControllerAndNothingOfOneThatNobodyOwns() throws Exception {
    ObjectNode pod =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "x", "uid": "u",
                      "ownerReferences": [{"uid": "other"}, {"uid": "controller", "controller": true}]},
                     "status": {"phase": "Pending", "containerStatuses": [
                       {"name": "app", "state": {"waiting": {"reason": "ErrImagePull"}}}]}}
                    """);

    Descendant kept = Descendant.of(pod, HealthRules.builtIn(), false).orElseThrow();

    assertThat(kept.owner()).isEqualTo("controller");
    assertThat(kept.health()).isEqualTo(HealthStatus.Degraded);
    assertThat(kept.message()).contains("ErrImagePull");
    pod.withObject("/metadata").remove("ownerReferences");
    assertThat(Descendant.of(pod, HealthRules.builtIn(), false)).isEmpty();
  }
}
