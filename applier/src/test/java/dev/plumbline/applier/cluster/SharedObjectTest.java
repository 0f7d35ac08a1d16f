package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import org.junit.jupiter.api.Test;

/** Two applications that name one object. */
class SharedObjectTest extends TwoApplications {
  @Test
  void theSecondIsRefusedAndToldWhoseTheObjectIs() throws Exception {
    // given
    apply("a", "1");
    ObjectNode before = live();

    // when
    TaskOutcome second = apply("b", "2");

    // then
    assertThat(((TaskOutcome.Failed) second).fault().reason()).isEqualTo("OwnedByAnother");
    assertThat(((TaskOutcome.Failed) second).fault().message()).contains("application default/a");
    assertThat(live().path("data")).isEqualTo(before.path("data"));
    assertThat(owner()).isEqualTo(uid("a"));
    assertThat(apply("a", "3")).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void whatTheSecondClaimedTheFirstLeavesToItInsteadOfDeletingIt() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");
    String uid = live().path("metadata").path("uid").asText();

    // when
    TaskOutcome pruned = prune("a");

    // then
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(((TaskOutcome.LeftAlone) pruned).because()).contains("application default/b");
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(live().path("metadata").path("uid").asText()).isEqualTo(uid);
    assertThat(owner()).isEqualTo(uid("b"));
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.LeftAlone.class);
  }

  @Test
  void whatTheFirstNoLongerWantsAndKeepsForWantOfPruningIsTakenOver() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    wants("a", LISTED.formatted(",\"requiresPruning\":true"));

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(owner()).isEqualTo(uid("b"));
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.LeftAlone.class);
  }

  @Test
  void aStatusThatDoesNotListTheObjectYetRulesNothingOut() throws Exception {
    // given
    wants("a", "");
    apply("a", "1");

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(owner()).isEqualTo(uid("a"));
  }

  @Test
  void whatBelongedToAnApplicationThatIsGoneIsTakenOver() throws Exception {
    // given
    apply("a", "1");

    // when
    applications.remove("a");

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
  }

  @Test
  void whoNoLongerWantsAnObjectTakesTheClaimOffIt() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    wants("b", "");
    assertThat(prune("b")).isInstanceOf(TaskOutcome.LeftAlone.class);

    // then
    assertThat(live().toString()).doesNotContain(Tracking.CLAIM_ANNOTATION);
    assertThat(prune("a")).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void aClaimOfAnApplicationThatIsGoneKeepsNothing() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");

    // when
    applications.remove("b");

    // then
    assertThat(prune("a")).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void whatAnotherInstallationAppliedIsNeitherAppliedNorDeleted() throws Exception {
    // given
    ClusterHand east = HandOnCluster.hand(cluster, "east", new TakeOver(TakeOver.USUAL));
    ObjectTask.ApplyObject task =
        new ObjectTask.ApplyObject(new PlanMade.Apply(OBJECT, manifest("1"), "d"), null);
    east.perform(plan("a"), task, () -> true);
    ObjectNode before = live();

    // when
    TaskOutcome applied = apply("a", "2");
    TaskOutcome pruned = prune("a");

    // then
    Fault fault = ((TaskOutcome.Failed) applied).fault();
    assertThat(fault.reason()).isEqualTo("OwnedByAnother");
    assertThat(fault.message()).contains("installation 'east'", "plumbline.dev/tracking-id");
    assertThat(fault.passing()).isFalse();
    assertThat(pruned).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(live()).isEqualTo(before);
  }

  @Test
  void anObjectCopiedFromAnotherClusterWithItsMarkIsFree() throws Exception {
    // given
    apply("a", "1");
    Application there = applications.get("a");
    applications.put("a", new Application(there.metadata(), writingTo(there.spec(), "east")));

    // then
    assertThat(apply("b", "2")).isInstanceOf(TaskOutcome.Applied.class);
  }

  /** From now on the application is there, and nobody knows what it says. */
  private void cannotBeRead(String application) {
    unread.put(uid(application), applications.remove(application).key());
  }

  private static void refusedFor(TaskOutcome outcome, String application) {
    assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    Fault fault = ((TaskOutcome.Failed) outcome).fault();
    assertThat(fault.reason()).isEqualTo("OwnerUnknown");
    assertThat(fault.message()).contains("application default/" + application, "cannot be read");
    assertThat(fault.passing()).isFalse();
  }

  @Test
  void whatAnApplicationThatCannotBeReadAskedForIsNotDeleted() throws Exception {
    // given
    apply("a", "1");
    apply("b", "2");
    wants("b", "");
    cannotBeRead("b");

    // when
    TaskOutcome pruned = prune("a");

    // then
    refusedFor(pruned, "b");
    assertThat(owner()).isEqualTo(uid("a"));
  }

  @Test
  void whatTheStatusOfAnApplicationThatCannotBeReadListsIsNotDeleted() throws Exception {
    // given
    apply("a", "1");
    cannotBeRead("b");

    // then
    refusedFor(prune("a"), "b");
    assertThat(live()).isNotNull();
  }

  @Test
  void whatBelongsToAnApplicationThatCannotBeReadIsNotTakenFromIt() throws Exception {
    // given
    apply("a", "1");
    wants("a", "");
    String owner = owner();
    cannotBeRead("a");

    // then
    refusedFor(apply("b", "2"), "a");
    assertThat(owner()).isEqualTo(owner);
    assertThat(live().at("/data/value").asText()).isEqualTo("1");
  }
}
