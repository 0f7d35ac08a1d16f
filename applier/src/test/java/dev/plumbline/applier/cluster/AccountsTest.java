package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Impersonation;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In whose name plans are carried out, and that the cluster's RBAC decides what that one may. */
class AccountsTest extends HandOnCluster {
  private static final List<ObjectNode> RIGHTS =
      List.of(
          json(
              """
              apiVersion: rbac.authorization.k8s.io/v1
              kind: Role
              metadata: {name: deployer, namespace: default}
              rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [get, create, patch, delete]}
              """),
          json(
              """
              apiVersion: rbac.authorization.k8s.io/v1
              kind: RoleBinding
              metadata: {name: deployer, namespace: default}
              roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
              subjects: [{kind: ServiceAccount, name: deployer, namespace: default}]
              """));
  private static final ObjectNode SERVICE =
      json(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: not-ours, namespace: default}
          spec: {ports: [{port: 80}]}
          """);

  @AfterEach
  void removeRights() throws Exception {
    for (ObjectNode each : RIGHTS) {
      cluster.delete(ref(each), null, null, Propagation.BACKGROUND);
    }
  }

  @Test
  void thePlansOwnAccountGoesBeforeTheDefaultOne() {
    // given
    Accounts accounts = new Accounts(Optional.of("standard"));

    // then
    assertThat(accounts.of(draft("uid").as("deployer").made())).contains("default/deployer");
    assertThat(accounts.of(plan("uid"))).contains("default/standard");
    assertThat(Accounts.OWN.of(plan("uid"))).isEmpty();
  }

  @Test
  void whatIsNoAccountIsRefused() {
    // when
    TaskOutcome outcome =
        hand.perform(draft("uid").as("a:b").made(), applying(manifest("1"), null), OURS);

    // then
    assertThat(failed(outcome).fault().message()).contains("serviceAccountName");
    assertThat(failed(outcome).fault().passing()).isFalse();
  }

  @Test
  void rightsOfTheAccountDecide() throws Exception {
    assumeTrue(isAuthorised(), "the sandbox lets everybody do everything");
    // given
    PlanMade plan = draft("uid").as("deployer").made();
    TaskOutcome before = hand.perform(plan, applying(manifest("1"), null), OURS);
    for (ObjectNode each : RIGHTS) {
      cluster.apply(ref(each), each, WriteOptions.by("test").forced());
    }

    // when
    TaskOutcome permitted =
        patiently(
            () -> {
              TaskOutcome outcome = hand.perform(plan, applying(manifest("1"), null), OURS);
              return outcome instanceof TaskOutcome.Failed
                  ? new TaskOutcome.StillThere(List.of())
                  : outcome;
            });
    TaskOutcome denied = hand.perform(plan, applying(SERVICE, null), OURS);
    TaskOutcome pruned =
        hand.perform(plan, new ObjectTask.PruneObject(new PlanMade.Prune(OBJECT, "")), OURS);

    // then
    assertThat(failed(before).fault().reason()).isEqualTo("Forbidden");
    assertThat(failed(before).fault().message())
        .startsWith("as service account default/deployer: ")
        .contains("system:serviceaccount:default:deployer");
    assertThat(permitted).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(failed(denied).fault().message()).contains("services");
    assertThat(cluster.get(ref(SERVICE))).isEmpty();
    assertThat(pruned).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void aDefaultAccountHoldsForWhoNamesNone() throws Exception {
    assumeTrue(isAuthorised(), "the sandbox lets everybody do everything");
    // given
    ClusterHand locked =
        new ClusterHand(
            (name, application, object) -> cluster,
            Admission.OPEN,
            new Accounts(Optional.of("standard")),
            new SecretCipher(KeyRing.of("k1", new byte[32])),
            "plumbline",
            new OtherApplications(
                uid -> Optional.empty(), uid -> Optional.empty(), cluster, String::equals),
            new TakeOver(TakeOver.USUAL));

    // when
    TaskOutcome outcome = locked.perform(plan("uid"), applying(manifest("1"), null), OURS);

    // then
    assertThat(failed(outcome).fault().message())
        .startsWith("as service account default/standard: ");
  }

  private static boolean isAuthorised() throws Exception {
    ObjectRef nobody = ObjectRef.of("v1", "ConfigMap", "default", "nobody-may-see");
    try {
      cluster.as(Impersonation.serviceAccount("default", "nobody")).get(nobody);
      return false;
    } catch (ClusterException e) {
      return e.reason() == ClusterException.Reason.FORBIDDEN;
    }
  }
}
