package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The object of a hook: created once a run, and by whom it is deleted. */
class HookObjectTest extends HandOnCluster {
  private static final List<HookDeletePolicy> USUAL =
      List.of(HookDeletePolicy.BEFORE_HOOK_CREATION);
  private static final ObjectNode JOB =
      json(
          """
          apiVersion: batch/v1
          kind: Job
          metadata: {name: migrate, namespace: default}
          spec:
            template:
              metadata: {annotations: {fake-kubelet/ready-after: "60"}}
              spec: {restartPolicy: Never, containers: [{name: c, image: migrate}]}
          """);
  private static final ObjectRef HOOK = ref(JOB);

  @BeforeEach
  void forget() {
    REQUESTS.clear();
  }

  @AfterEach
  void removeHook() throws Exception {
    if (cluster.get(HOOK).isPresent()) {
      byHand(HOOK, "{\"metadata\": {\"finalizers\": null}}");
      cluster.delete(HOOK, null, null, Propagation.BACKGROUND);
    }
  }

  @Test
  void itIsCreatedWithItsMarkAndItsRun() throws Exception {
    // when
    TaskOutcome outcome = run("p1");

    // then
    ObjectNode live = cluster.get(HOOK).orElseThrow();
    assertThat(made(outcome).adopted()).isFalse();
    assertThat(made(outcome).applied().uid()).isEqualTo(live.at("/metadata/uid").asText());
    assertThat(made(outcome).applied().ownEntryDigest()).isEmpty();
    assertThat(REQUESTS).contains("create 201").noneMatch(it -> it.startsWith("apply"));
    assertThat(Marks.of(live)).contains(new Tracking("plumbline", "uid", HOOK.id()));
    assertThat(Marks.shard(live)).isPresent();
    assertThat(live.at("/metadata/annotations").path("plumbline.dev/hook-run").asText())
        .isEqualTo("p1");
  }

  @ParameterizedTest
  @CsvSource({"0, 600", "599, 600", "600, 600", "86400, 86400"})
  void itsJobStaysLongEnoughForWhoeverDoesNotKnowYetThatItRan(long said, long holds)
      throws Exception {
    // given
    ObjectNode job = JOB.deepCopy();
    job.withObject("/spec").put("ttlSecondsAfterFinished", said);

    // when
    hand.perform(
        plan("uid"),
        new ObjectTask.RunHook(new PlanMade.Hook(HOOK, job, "d", HOOK.id(), USUAL), "p1", true),
        OURS);

    // then
    ObjectNode live = cluster.get(HOOK).orElseThrow();
    assertThat(live.at("/spec/ttlSecondsAfterFinished").asLong()).isEqualTo(holds);
  }

  @Test
  void aJobThatIsToStayStays() throws Exception {
    run("p1");

    assertThat(cluster.get(HOOK).orElseThrow().at("/spec").has("ttlSecondsAfterFinished"))
        .isFalse();
  }

  @Test
  void theFirstOfItsNameIsCreatedWithoutALook() throws Exception {
    // given
    cluster.get(HOOK);
    REQUESTS.clear();

    // when
    TaskOutcome outcome = first("p1");

    // then
    assertThat(made(outcome).adopted()).isFalse();
    assertThat(REQUESTS).containsExactly("create 201");

    // when its answer was lost, or somebody else goes on
    TaskOutcome again = first("p1");

    // then
    assertThat(made(again).adopted()).isTrue();
    assertThat(REQUESTS).containsExactly("create 201", "create 409", "get 200");
  }

  private TaskOutcome first(String planId) {
    ObjectTask.RunHook known = hook(JOB, planId, USUAL);
    return hand.perform(plan("uid"), new ObjectTask.RunHook(known.hook(), planId, true), OURS);
  }

  @Test
  void theOneOfTheSameRunIsTakenForIt() throws Exception {
    // given
    TaskOutcome first = run("p1");

    // when the answer was lost, or somebody else goes on
    TaskOutcome again = run("p1");

    // then
    assertThat(made(again).adopted()).isTrue();
    assertThat(made(again).applied().uid()).isEqualTo(made(first).applied().uid());
    assertThat(REQUESTS).containsOnlyOnce("create 201");
  }

  @Test
  void theOneOfAnotherRunGivesWay() throws Exception {
    // given
    TaskOutcome first = run("p1");

    // when
    TaskOutcome second = runNext("p2");

    // then
    assertThat(made(second).adopted()).isFalse();
    assertThat(made(second).applied().uid()).isNotEqualTo(made(first).applied().uid());
  }

  @Test
  void itIsCreatedOnlyWhenTheOneOfAnotherRunIsGone() throws Exception {
    // given
    run("p1");
    byHand(HOOK, "{\"metadata\": {\"finalizers\": [\"example.com/hold\"]}}");

    // when
    TaskOutcome held = run("p2");
    TaskOutcome still = run("p2");
    byHand(HOOK, "{\"metadata\": {\"finalizers\": null}}");
    TaskOutcome made = runNext("p2");

    // then
    assertThat(held).isEqualTo(new TaskOutcome.StillThere(List.of("example.com/hold")));
    assertThat(((TaskOutcome.StillThere) still).finalizers()).contains("example.com/hold");
    assertThat(made(made).adopted()).isFalse();
  }

  @Test
  void whatTheOneBeforeOwnsIsGoneBeforeItIsCreated() throws Exception {
    // given a run that has not ended, and a pod of it that takes its time to stop
    TaskOutcome first = run("p1");
    ObjectNode pod =
        json(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: of-migrate
              namespace: default
              finalizers: [example.com/stopping]
              ownerReferences:
                - {apiVersion: batch/v1, kind: Job, name: migrate, uid: %s, blockOwnerDeletion: true}
            """
                .formatted(made(first).applied().uid()));
    cluster.create(ref(pod), pod);

    // when
    TaskOutcome second = run("p2");

    // then
    assertThat(second).isInstanceOf(TaskOutcome.StillThere.class);
    assertThat(cluster.get(HOOK).orElseThrow().path("metadata").has("deletionTimestamp")).isTrue();

    // when
    byHand(ref(pod), "{\"metadata\": {\"finalizers\": null}}");

    // then
    assertThat(made(runNext("p2")).adopted()).isFalse();
  }

  @Test
  void aPolicyThatKeepsItStopsTheSync() throws Exception {
    // given
    run("p1");
    String uid = uid(HOOK);

    // when
    TaskOutcome outcome =
        hand.perform(plan("uid"), hook(JOB, "p2", List.of(HookDeletePolicy.HOOK_SUCCEEDED)), OURS);

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("HookExists");
    assertThat(failed(outcome).fault().passing()).isFalse();
    assertThat(uid(HOOK)).isEqualTo(uid);
  }

  @Test
  void whatArgoCdRanGivesWay() throws Exception {
    // given
    ObjectNode theirs = JOB.deepCopy();
    theirs.withObject("/metadata/annotations").put("argocd.argoproj.io/hook", "PreSync");
    cluster.create(HOOK, theirs);

    // then
    assertThat(made(runNext("p1")).adopted()).isFalse();
  }

  @Test
  void whatIsNoHookStays() throws Exception {
    // given
    cluster.create(HOOK, JOB);
    String uid = uid(HOOK);

    // when
    TaskOutcome outcome = run("p1");

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("HookExists");
    assertThat(failed(outcome).fault().message()).contains("no hook's");
    assertThat(uid(HOOK)).isEqualTo(uid);
  }

  @Test
  void whatWasAnObjectOfTheApplicationGivesWay() throws Exception {
    // given
    assertThat(apply(JOB, null)).isInstanceOf(TaskOutcome.Applied.class);
    String uid = uid(HOOK);

    // when
    TaskOutcome outcome = runNext("p1");

    // then
    assertThat(made(outcome).applied().uid()).isNotEqualTo(uid);
  }

  @Test
  void whatIsNotToBePrunedStaysThoughGitMakesAHookOfIt() throws Exception {
    // given
    apply(JOB, null);
    byHand(HOOK, "{\"metadata\": {\"annotations\": {\"plumbline.dev/prune\": \"disabled\"}}}");

    // then
    assertThat(failed(run("p1")).fault().reason()).isEqualTo("HookExists");
  }

  @Test
  void whatAnotherInstallationRunsStays() throws Exception {
    // given
    other().perform(plan("uid"), hook(JOB, "p1", USUAL), OURS);
    String uid = uid(HOOK);

    // when
    TaskOutcome outcome = run("p1");

    // then
    assertThat(failed(outcome).fault().reason()).isEqualTo("OwnedByAnother");
    assertThat(failed(outcome).fault().message()).contains("'east'");
    assertThat(uid(HOOK)).isEqualTo(uid);
  }

  @Test
  void whoIsStaleCreatesNothing() throws Exception {
    // when
    TaskOutcome outcome = hand.perform(plan("uid"), hook(JOB, "p1", USUAL), () -> false);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(cluster.get(HOOK)).isEmpty();
  }

  @Test
  void whatWasCreatedTooLateIsTakenAwayAgain() throws Exception {
    // given whoever goes on has seen the hook to its end, and deleted it
    Iterator<Boolean> answers = List.of(true, false).iterator();
    BooleanSupplier ours = answers::next;

    // when
    TaskOutcome outcome = hand.perform(plan("uid"), hook(JOB, "p1", USUAL), ours);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(cluster.get(HOOK)).isEmpty();
  }

  @Test
  void whatAppearsInBetweenIsLookedAt() throws Exception {
    // given another one creates it after it was found absent
    boolean[] made = {false};
    BooleanSupplier ours =
        () -> {
          if (!made[0]) {
            made[0] = true;
            run("p1");
          }
          return true;
        };

    // when
    TaskOutcome outcome = hand.perform(plan("uid"), hook(JOB, "p1", USUAL), ours);

    // then
    assertThat(made(outcome).adopted()).isTrue();
    assertThat(REQUESTS).contains("create 409").containsOnlyOnce("create 201");
  }

  @Test
  void itIsDeletedByItsUidAlone() throws Exception {
    // given
    String uid = made(run("p1")).applied().uid();

    // when
    TaskOutcome other = delete("another");

    // then
    assertThat(other).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(uid(HOOK)).isEqualTo(uid);
    assertThat(delete(uid)).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(HOOK)).isEmpty();
    assertThat(delete(uid)).isInstanceOf(TaskOutcome.Gone.class);
  }

  @Test
  void ifNobodyKnowsWhetherItWasMadeItsMarkDecides() throws Exception {
    // given
    run("p1");

    // then
    assertThat(patiently(() -> delete(""))).isInstanceOf(TaskOutcome.Gone.class);
    assertThat(cluster.get(HOOK)).isEmpty();
    assertThat(delete("")).isInstanceOf(TaskOutcome.Gone.class);

    // given
    cluster.create(HOOK, JOB);

    // then
    assertThat(delete("")).isInstanceOf(TaskOutcome.LeftAlone.class);
    assertThat(cluster.get(HOOK)).isPresent();
  }

  @Test
  void whatHoldsItIsSeen() throws Exception {
    // given
    String uid = made(run("p1")).applied().uid();
    byHand(HOOK, "{\"metadata\": {\"finalizers\": [\"example.com/hold\"]}}");

    // then
    assertThat(delete(uid)).isInstanceOf(TaskOutcome.StillThere.class);
  }

  @Test
  void aSecretIsCreatedInClear() throws Exception {
    // given
    ObjectNode secret =
        json(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: credentials, namespace: default}
            data: {password: aHVudGVyMg==}
            """);
    ObjectNode sealed = new SecretCipher(KeyRing.of("k1", new byte[32])).seal(secret);

    // when
    hand.perform(plan("uid"), hook(sealed, "p1", USUAL), OURS);

    // then
    assertThat(sealed.toString()).doesNotContain("aHVudGVyMg==");
    assertThat(cluster.get(ref(secret)).orElseThrow().at("/data/password").asText())
        .isEqualTo("aHVudGVyMg==");
    cluster.delete(ref(secret), null, null, Propagation.BACKGROUND);
  }

  @Test
  void aMisspelledFieldIsRefused() {
    // given
    ObjectNode wrong = JOB.deepCopy();
    wrong.withObject("/spec").put("backofLimit", 1);

    // when
    TaskOutcome outcome = hand.perform(plan("uid"), hook(wrong, "p1", USUAL), OURS);

    // then
    assertThat(failed(outcome).fault().message()).contains("backofLimit");
    assertThat(failed(outcome).fault().passing()).isFalse();
  }

  private static ClusterHand other() {
    return hand("east", new TakeOver(TakeOver.USUAL));
  }

  private TaskOutcome run(String planId) {
    return hand.perform(plan("uid"), hook(JOB, planId, USUAL), OURS);
  }

  /** When the one before is gone. */
  private TaskOutcome runNext(String planId) {
    return patiently(() -> run(planId));
  }

  private TaskOutcome delete(String uid) {
    return hand.perform(plan("uid"), new ObjectTask.DeleteHook(HOOK, uid, false), OURS);
  }

  private static ObjectTask.RunHook hook(
      ObjectNode manifest, String planId, List<HookDeletePolicy> policies) {
    ObjectRef ref = ref(manifest);
    return new ObjectTask.RunHook(
        new PlanMade.Hook(ref, manifest, "d", ref.id(), policies), planId, false);
  }

  private static TaskOutcome.HookCreated made(TaskOutcome outcome) {
    assertThat(outcome).isInstanceOf(TaskOutcome.HookCreated.class);
    return (TaskOutcome.HookCreated) outcome;
  }
}
