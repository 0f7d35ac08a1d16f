package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An object that moves from one application to another. */
class MovingObjectTest extends TwoApplications {
  static Stream<ObjectNode> kinds() {
    return Stream.of(
        HandOnCluster.json(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: moving, namespace: default}
            spec: {ports: [{port: 80}]}
            """),
        HandOnCluster.json(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: moving, namespace: default}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """),
        HandOnCluster.json(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: moving}
            """));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatMovesStaysThereWhenTheNewOneComesFirst(ObjectNode manifest) throws Exception {
    // given
    ObjectRef ref = HandOnCluster.ref(manifest);
    applied("a", manifest);
    String uid = uidOf(ref);

    // when the new one applies it before the old one prunes it
    TaskOutcome early = applied("b", manifest);
    TaskOutcome pruned = prune("a", ref);
    TaskOutcome again = prune("a", ref);
    TaskOutcome late = applied("b", manifest);

    // then
    assertThat(early).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(again).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(late).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(uidOf(ref)).isEqualTo(uid);
    cluster.delete(ref, null, null, Propagation.BACKGROUND);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatMovesStaysThereWhenTheOldOneComesFirst(ObjectNode manifest) throws Exception {
    // given Git wants it of the new one already, which has not come to apply it
    ObjectRef ref = HandOnCluster.ref(manifest);
    applied("a", manifest);
    String uid = uidOf(ref);
    wants(
        "b",
        "{\"group\":\"%s\",\"kind\":\"%s\",\"namespace\":\"%s\",\"name\":\"moving\"}"
            .formatted(ref.group(), ref.kind(), ref.namespace()));

    // when the old one prunes it, dies before that is recorded, and does it again
    TaskOutcome pruned = prune("a", ref);
    TaskOutcome again = prune("a", ref);
    Optional<Tracking> mark = Marks.of(cluster.get(ref).orElseThrow());
    TaskOutcome late = applied("b", manifest);

    // then
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(again).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(mark).contains(new Tracking("plumbline", uid("b"), ref.id()));
    assertThat(late).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(uidOf(ref)).isEqualTo(uid);
    cluster.delete(ref, null, null, Propagation.BACKGROUND);
  }

  @Test
  void whatBothLetGoOfIsDeletedByWhomItWasLeftTo() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    TaskOutcome first = prune("a");
    wants("a", "");
    wants("b", "");
    TaskOutcome second = prune("b");

    // then
    assertThat(first).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(second).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void anApplicationThatGoesTakesWithItWhatNobodyWants() throws Exception {
    // given
    apply("a", "1");
    wants("b", "");

    // then
    assertThat(deletion("a", "p1")).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void anApplicationThatGoesLeavesWhatAnotherOneIsToHave() throws Exception {
    // given b is made in place of a, and its status comes just after statuses were read
    wants("b", "");
    apply("a", "1");
    ObjectNode other = manifest("1");
    other.withObject("/metadata").put("name", "other");
    applied("b", other);
    assertThat(prune("b", HandOnCluster.ref(other))).isInstanceOf(TaskOutcome.Gone.class);
    wants("b", LISTED.formatted(""));

    // when
    TaskOutcome outcome = deletion("a", "p1");

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(owner()).isEqualTo(uid("b"));
  }

  private TaskOutcome deletion(String application, String plan) {
    return hand.perform(
        new PlanDraft(new ApplicationKey("default", application), plan, uid(application), 1, 0)
            .deletion()
            .made(),
        new ObjectTask.PruneObject(new PlanMade.Prune(OBJECT, "")),
        () -> true);
  }
}
