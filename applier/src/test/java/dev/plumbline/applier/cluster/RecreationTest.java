package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade.ApplyOptions;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields that cannot change: they are named, and only an option has the object made anew. */
class RecreationTest extends HandOnCluster {
  private static final ApplyOptions FORCE = new ApplyOptions(null, false, true, false, "its pods");
  private static final ApplyOptions REPLACE = new ApplyOptions(null, true, true, false, null);
  private static final String TEMPLATE =
      "{metadata: {labels: {app: %s}}, spec: {containers: [{name: c, image: i}]}}";

  private final ObjectNode deployment = deployment("web");
  private final ObjectRef ref = ref(deployment);

  @AfterEach
  void removeDeployment() throws Exception {
    if (cluster.get(ref).isPresent()) {
      byHand(ref, "{\"metadata\": {\"finalizers\": null}}");
      cluster.delete(ref, null, null, Propagation.BACKGROUND);
    }
  }

  static Stream<Arguments> immutable() {
    return Stream.of(
        Arguments.of(deployment("a"), deployment("b"), "spec.selector"),
        Arguments.of(job("a"), job("b"), "spec.template"),
        Arguments.of(set("a"), set("b"), "spec"),
        Arguments.of(service("10.96.7.7"), service("None"), "spec.clusterIPs[0]"),
        Arguments.of(claim("ReadWriteOnce"), claim("ReadWriteMany"), "spec"),
        Arguments.of(map("ConfigMap", "a"), map("ConfigMap", "b"), "data"),
        Arguments.of(map("Secret", "YQ=="), map("Secret", "Yg=="), "data"));
  }

  @ParameterizedTest
  @MethodSource("immutable")
  void theFieldIsNamedAndTheObjectStays(ObjectNode before, ObjectNode after, String field)
      throws Exception {
    // given
    assertThat(apply(before, null)).isInstanceOf(TaskOutcome.Applied.class);
    String uid = uid(ref(before));

    // when
    TaskOutcome outcome = apply(after, null);

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("FieldImmutable");
    assertThat(failed(outcome).fault().passing()).isFalse();
    assertThat(failed(outcome).fault().message()).startsWith(field).contains("cannot be changed");
    assertThat(uid(ref(before))).isEqualTo(uid);
    cluster.delete(ref(before), null, null, Propagation.BACKGROUND);
  }

  @ParameterizedTest
  @MethodSource("immutable")
  void anOptionOfTheObjectHasItMadeAnew(ObjectNode before, ObjectNode after, String field)
      throws Exception {
    // given
    apply(before, null);
    String uid = uid(ref(before));
    ObjectNode own = after.deepCopy();
    own.withObject("/metadata/annotations").put("plumbline.dev/sync-options", "Force=true");

    // when
    TaskOutcome outcome = applied(own, FORCE);

    // then
    assertThat(((TaskOutcome.Applied) outcome).created()).as(field).isTrue();
    assertThat(uid(ref(before))).isNotEqualTo(uid);
    cluster.delete(ref(before), null, null, Propagation.BACKGROUND);
  }

  @Test
  void replaceHasItMadeAnewToo() throws Exception {
    // given
    apply(deployment, null);
    String uid = uid(ref);

    // when
    TaskOutcome outcome = applied(deployment("other"), REPLACE);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(uid(ref)).isNotEqualTo(uid);
  }

  @Test
  void whatCanBeChangedIsNotMadeAnew() throws Exception {
    // given
    apply(deployment, null);
    String uid = uid(ref);
    ObjectNode scaled = deployment("web");
    scaled.withObject("/spec").put("replicas", 2);

    // when
    TaskOutcome outcome = apply(scaled, FORCE);

    // then
    assertThat(((TaskOutcome.Applied) outcome).recreated()).isFalse();
    assertThat(uid(ref)).isEqualTo(uid);
  }

  @Test
  void anOptionOfTheApplicationIsNotEnoughForWhatHoldsData() throws Exception {
    // given
    apply(claim("ReadWriteOnce"), null);
    ObjectNode changed = claim("ReadWriteMany");
    String uid = uid(ref(changed));

    // when
    TaskOutcome outcome = apply(changed, FORCE);

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("FieldImmutable");
    assertThat(uid(ref(changed))).isEqualTo(uid);
    assertThat(cluster.get(ref(changed)).orElseThrow().path("metadata").has("deletionTimestamp"))
        .isFalse();
    cluster.delete(ref(changed), null, null, Propagation.BACKGROUND);
  }

  @Test
  void norForWhatTakesItsVolumeClaimsWithIt() throws Exception {
    // given
    ObjectNode before = set("a");
    before
        .withObject("/spec/persistentVolumeClaimRetentionPolicy")
        .put("whenDeleted", "Delete")
        .put("whenScaled", "Retain");
    apply(before, null);
    ObjectNode after = before.deepCopy();
    after.withObject("/spec").put("serviceName", "b");
    String uid = uid(ref(after));

    // when
    TaskOutcome outcome = apply(after, FORCE);

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("FieldImmutable");
    assertThat(uid(ref(after))).isEqualTo(uid);

    // when
    after.withObject("/metadata/annotations").put("plumbline.dev/sync-options", "Force=true");
    applied(after, FORCE);

    // then
    assertThat(uid(ref(after))).isNotEqualTo(uid);
    cluster.delete(ref(after), null, null, Propagation.BACKGROUND);
  }

  @Test
  void whatIsDeletedAndNotMadeAnewIsSaidToBeGoing() throws Exception {
    // given the sync is stopped just when the old one is gone
    apply(map("ConfigMap", "a"), null);
    Iterator<Boolean> answers = List.of(true, false).iterator();
    ObjectNode changed = map("ConfigMap", "b");

    // when
    TaskOutcome outcome = hand.perform(plan("uid"), applying(changed, FORCE), () -> answers.next());

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.StillThere.class);
  }

  @Test
  void whatWouldBeRefusedDoesNotCostTheOldOne() throws Exception {
    // given
    apply(deployment, null);
    String uid = uid(ref);
    ObjectNode wrong = deployment("other");
    wrong.withObject("/spec/template/metadata/labels").put("app", "misfit");

    // when
    TaskOutcome outcome = apply(wrong, FORCE);

    // then
    assertThat(failed(outcome).fault().passing()).isFalse();
    assertThat(uid(ref)).isEqualTo(uid);
    assertThat(cluster.get(ref).orElseThrow().path("metadata").has("deletionTimestamp")).isFalse();
  }

  @Test
  void whoeverGoesOnAfterTheDeletionWaitsForItAndCreatesTheNewOne() throws Exception {
    // given the process died when the deletion was asked for
    apply(deployment, null);
    String uid = uid(ref);
    byHand(ref, "{\"metadata\": {\"finalizers\": [\"example.com/hold\"]}}");
    ObjectNode changed = deployment("other");
    TaskOutcome asked = apply(changed, FORCE);

    // when another goes on, before and after the old one is gone
    ClusterHand another = hand(new TakeOver(TakeOver.USUAL));
    TaskOutcome waiting = another.perform(plan("uid"), applying(changed, FORCE), OURS);
    boolean still = uid(ref).equals(uid);
    byHand(ref, "{\"metadata\": {\"finalizers\": null}}");
    awaitGone(ref);
    TaskOutcome made = another.perform(plan("uid"), applying(changed, FORCE), OURS);

    // then
    assertThat(asked).isInstanceOf(TaskOutcome.StillThere.class);
    assertThat(waiting).isInstanceOf(TaskOutcome.StillThere.class);
    assertThat(((TaskOutcome.StillThere) waiting).finalizers()).contains("example.com/hold");
    assertThat(still).isTrue();
    assertThat(((TaskOutcome.Applied) made).created()).isTrue();
    assertThat(cluster.get(ref).orElseThrow().at("/spec/selector/matchLabels/app").asText())
        .isEqualTo("other");
  }

  @Test
  void whoIsStaleDeletesNothing() throws Exception {
    // given
    apply(deployment, null);
    String uid = uid(ref);

    // when
    TaskOutcome outcome =
        hand.perform(plan("uid"), applying(deployment("other"), FORCE), () -> false);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(uid(ref)).isEqualTo(uid);
  }

  /** As often as it takes until the old one is gone. */
  private TaskOutcome applied(ObjectNode manifest, ApplyOptions options) {
    return patiently(() -> apply(manifest, options));
  }

  private static ObjectNode deployment(String app) {
    return json(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: anew, namespace: default}
        spec: {selector: {matchLabels: {app: %s}}, template: %s}
        """
            .formatted(app, TEMPLATE.formatted(app)));
  }

  private static ObjectNode set(String service) {
    return json(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: anew, namespace: default}
        spec: {serviceName: %s, selector: {matchLabels: {app: s}}, template: %s}
        """
            .formatted(service, TEMPLATE.formatted("s")));
  }

  private static ObjectNode job(String image) {
    return json(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: anew, namespace: default}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: %s}]}}}
        """
            .formatted(image));
  }

  private static ObjectNode service(String address) {
    return json(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: anew, namespace: default}
        spec: {clusterIP: %s, selector: {app: s}, ports: [{port: 80}]}
        """
            .formatted(address));
  }

  private static ObjectNode claim(String mode) {
    return json(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: anew, namespace: default}
        spec: {accessModes: [%s], resources: {requests: {storage: 1Gi}}}
        """
            .formatted(mode));
  }

  private static ObjectNode map(String kind, String value) {
    return json(
        """
        apiVersion: v1
        kind: %s
        metadata: {name: anew, namespace: default}
        immutable: true
        data: {a: "%s"}
        """
            .formatted(kind, value));
  }
}
