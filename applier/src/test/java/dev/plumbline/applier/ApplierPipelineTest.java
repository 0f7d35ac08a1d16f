package dev.plumbline.applier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.testkit.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Plans in, objects on a cluster and records out: with a real broker and a cluster. */
class ApplierPipelineTest extends Pipeline {

  @Test
  void aPlansObjectsAreAppliedMarkedAndRecorded() throws Exception {
    // when
    send(plan("p1", 1, 0).wave(config("a", "1"), config("b", "2")).made());

    // then
    SyncEvent.Succeeded succeeded = succeeded("p1");
    assertThat(succeeded.counts()).isEqualTo(new SyncEvent.Counts(2, 0, 0, 0, 0));
    ObjectNode live = live("a").orElseThrow();
    assertThat(live.path("data").path("value").asText()).isEqualTo("1");
    assertThat(mark(live)).isEqualTo("plumbline/" + uid + "//ConfigMap/" + namespace + "/a");
    assertThat(live.path("metadata").path("labels").path(Tracking.SHARD_LABEL).asText())
        .isEqualTo(String.valueOf(key.shard()));
    assertThat(live.path("metadata").path("managedFields").get(0).path("manager").asText())
        .isEqualTo("plumbline");
    Inventory inventory = ended("p1");
    assertThat(inventory.sequence()).isEqualTo(2);
    assertThat(inventory.objects().get(0).applied().resourceVersion())
        .isEqualTo(live.path("metadata").path("resourceVersion").asText());
    assertThat(inventory.objects().get(0).applied().desiredDigest()).isEqualTo("digest-a-1");
    assertThat(applier.counted("plumbline.applies", "created")).isGreaterThanOrEqualTo(2);
    assertThat(applier.counted("plumbline.syncs", "succeeded")).isPositive();
  }

  @Test
  void aSecretIsInClearOnTheClusterOnly() throws Exception {
    // given
    String canary = "canary-" + id;
    String value = Base64.getEncoder().encodeToString(canary.getBytes(StandardCharsets.UTF_8));
    ObjectRef ref = ObjectRef.of("v1", "Secret", namespace, "db");
    ObjectNode secret = object(ref, "{\"data\":{\"password\":\"" + value + "\"}}");

    // when
    send(
        plan("p1", 1, 0)
            .wave(new PlanMade.Apply(ref, CIPHER.seal(secret), CIPHER.digest(secret)))
            .made());
    succeeded("p1");

    // then
    assertThat(cluster.get(ref).orElseThrow().path("data").path("password").asText())
        .isEqualTo(value);
    assertThat(log.raw()).noneMatch(text -> text.contains(value) || text.contains(canary));
  }

  @Test
  void whatGitLacksIsPrunedUnlessItIsSomebodyElses() throws Exception {
    // given
    send(
        plan("p1", 1, 0)
            .wave(config("old", "1"), config("moved", "1"), config("back", "1"))
            .made());
    Inventory first = ended("p1");
    cluster.patch(
        configRef("moved"),
        null,
        PatchType.MERGE,
        Json.mapper()
            .readTree(
                "{\"metadata\":{\"annotations\":{\"plumbline.dev/tracking-id\":\"plumbline/other/"
                    + configRef("moved").id()
                    + "\"}}}"),
        "test");
    cluster.delete(configRef("back"), null, null, Propagation.BACKGROUND);
    cluster.create(configRef("back"), object(configRef("back"), "{\"data\":{\"mine\":\"1\"}}"));

    // when
    PlanDraft next = plan("p2", 2, first.sequence()).wave(config("new", "1"));
    send(next.pruning(first).made());

    // then
    assertThat(succeeded("p2").counts()).isEqualTo(new SyncEvent.Counts(1, 0, 0, 1, 0, 2, null));
    assertThat(live("old")).isEmpty();
    assertThat(live("moved")).isPresent();
    assertThat(live("back")).isPresent();
    assertThat(names(ended("p2"))).containsExactly("new");
  }

  @Test
  void anObjectHeldByAFinalizerLeavesWhenThatIsTakenOff() throws Exception {
    // given
    PlanMade.Apply held = config("held", "1");
    held.manifest().withArray("/metadata/finalizers").add("example.com/hold");
    send(plan("p1", 1, 0).wave(held).made());
    Inventory first = ended("p1");

    // when
    send(plan("p2", 2, first.sequence()).pruning(first).made());
    Waiting.until(
        SOON,
        () -> "not being deleted",
        () -> read("held").path("metadata").hasNonNull("deletionTimestamp"));
    assertThat(log.of(SyncEvent.Succeeded.class, e -> e.planId().equals(id("p2")))).isEmpty();
    cluster.patch(
        configRef("held"),
        null,
        PatchType.MERGE,
        Json.mapper().readTree("{\"metadata\":{\"finalizers\":null}}"),
        "test");

    // then
    assertThat(succeeded("p2").counts().pruned()).isEqualTo(1);
    assertThat(ended("p2").objects()).isEmpty();
  }

  @Test
  void anInventoryThatNoBrokerTakesFailsTheSyncAndASmallerOneFollows() throws Exception {
    // given
    PlanMade.Apply[] many =
        IntStream.range(0, 40)
            .mapToObj(i -> config("many-" + i, "1"))
            .toArray(PlanMade.Apply[]::new);
    largestInventory(3_000);

    // when
    send(plan("p1", 1, 0).wave(many).made());

    // then it ends, saying why
    SyncEvent.Failed failed =
        log.await(SOON, SyncEvent.Failed.class, e -> e.planId().equals(id("p1")));
    assertThat(failed.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.reason()).isEqualTo("InventoryTooLarge");
              assertThat(failure.message()).contains("split the application");
            });
    Inventory left = ended("p1");
    assertThat(left.phase()).isEqualTo(Inventory.Phase.FAILED);
    assertThat(left.objects()).hasSize(40).allMatch(entry -> entry.applied() == null);

    // and another plan is taken up
    largestInventory(Topic.MAX_RECORD_BYTES);
    send(plan("p2", 2, left.sequence()).wave(config("many-0", "2")).made());
    succeeded("p2");
  }

  @Test
  void aRestartInTheMiddleGoesOnWhereItWas() throws Exception {
    // given
    send(plan("p1", 1, 0).wave(config("a", "1")).wave(config("b", "1")).made());
    awaitInventory(id("p1"), 0);
    assertThat(live("b")).isEmpty();

    // when
    applier.close();
    start();
    send(new WaveSettled(key, uid, id("p1"), 0, null, null));

    // then
    assertThat(succeeded("p1").counts().created()).isEqualTo(2);
    assertThat(live("b")).isPresent();
    assertThat(log.of(SyncEvent.Started.class, e -> e.planId().equals(id("p1")))).hasSize(1);
  }

  @Test
  void aHookIsRunOnceAndItsEndIsWaitedForAlsoByAnotherInstance() throws Exception {
    // given
    PlanMade.Apply body = config("migrate", "1");
    PlanMade.Hook hook =
        new PlanMade.Hook(
            body.ref(),
            body.manifest(),
            body.digest(),
            body.ref().id(),
            List.of(HookDeletePolicy.HOOK_SUCCEEDED));
    send(plan("p1", 1, 0).hook(SyncPhase.PRE_SYNC, hook).wave(config("a", "1")).made());
    Inventory written = awaitInventory(id("p1"), 0);
    ObjectNode created = read("migrate");
    assertThat(written.objects())
        .filteredOn(entry -> entry.hook() != null)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.applied().uid()).isEqualTo(uid(created));
              assertThat(entry.hook().planId()).isEqualTo(id("p1"));
            });
    assertThat(live("a")).isEmpty();

    // when
    applier.close();
    start();
    send(new HookEnded(key, uid, id("p1"), 0, body.ref(), uid(created), true, "done"));

    // then
    SyncEvent.Succeeded succeeded = succeeded("p1");
    assertThat(succeeded.counts()).isEqualTo(new SyncEvent.Counts(1, 0, 0, 0, 0, null, 1));
    assertThat(succeeded.account().objects())
        .extracting(outcome -> outcome.ref().name() + " " + outcome.result())
        .containsExactly("migrate HOOK_SUCCEEDED", "a CREATED");
    assertThat(live("a")).isPresent();
    assertThat(live("migrate")).isEmpty();
    assertThat(names(ended("p1"))).containsExactly("a");
  }

  private static String uid(ObjectNode object) {
    return object.path("metadata").path("uid").asText();
  }

  @Test
  void aNewerPlanSupersedesOneThatWaits() throws Exception {
    // given
    send(plan("p1", 1, 0).wave(config("a", "1")).wave(config("b", "1")).made());
    Inventory waiting = awaitInventory(id("p1"), 0);

    // when
    send(plan("p2", 2, waiting.sequence()).wave(config("c", "1")).made());

    // then
    succeeded("p2");
    SyncEvent.Superseded superseded =
        log.await(SOON, SyncEvent.Superseded.class, e -> e.planId().equals(id("p1")));
    assertThat(superseded.cause()).isEqualTo("superseded by plan " + id("p2"));
    assertThat(names(ended("p1"))).containsExactly("a", "b");
    assertThat(ended("p1").phase()).isEqualTo(Inventory.Phase.SUPERSEDED);
    assertThat(live("b")).isEmpty();
  }

  @Test
  void aPlanFromAStaleInventoryIsRefused() throws Exception {
    // given
    send(plan("p1", 1, 0).wave(config("a", "1")).made());
    ended("p1");

    // when
    send(plan("p2", 2, 0).wave(config("a", "2")).made());

    // then
    assertThat(
            log.await(SOON, SyncEvent.Superseded.class, e -> e.planId().equals(id("p2"))).cause())
        .isEqualTo("the plan was made from inventory 0, and the current one is 2");
    assertThat(read("a").path("data").path("value").asText()).isEqualTo("1");
  }

  @Test
  void failuresSayWhatToDoAndTheOthersAreApplied() throws Exception {
    // given
    ObjectRef widget = ObjectRef.of("example.com/v1", "Widget", namespace, "w");
    ObjectRef elsewhere = ObjectRef.of("v1", "ConfigMap", "absent-" + id, "x");
    PlanMade.Apply invalid = config("Not_A_Name", "1");

    // when
    send(
        plan("p1", 1, 0)
            .wave(config("a", "1"), invalid, apply(elsewhere, "{}"), apply(widget, "{\"spec\":{}}"))
            .made());

    // then
    SyncEvent.Failed failed =
        log.await(SOON, SyncEvent.Failed.class, e -> e.planId().equals(id("p1")));
    assertThat(failed.counts()).isEqualTo(new SyncEvent.Counts(1, 0, 0, 0, 3));
    assertThat(live("a")).isPresent();
    assertThat(message(failed, "w"))
        .endsWith("install its CustomResourceDefinition, or add it to this application");
    assertThat(message(failed, "x")).contains("absent-" + id, "CreateNamespace=true");
    assertThat(message(failed, "Not_A_Name")).contains("metadata.name", "correct the manifest");
    assertThat(ended("p1").failures()).isEqualTo(failed.failures());
    assertThat(names(ended("p1"))).contains("a", "w", "x");
  }

  @Test
  void theDestinationNamespaceIsCreatedUnmarked() throws Exception {
    // given
    String fresh = "fresh-" + id;
    ObjectRef ref = ObjectRef.of("v1", "ConfigMap", fresh, "a");

    // when
    send(plan("p1", 1, 0).creating(fresh).wave(apply(ref, "{}")).made());

    // then
    assertThat(succeeded("p1").counts().created()).isEqualTo(1);
    ObjectRef created = ObjectRef.of("v1", "Namespace", "", fresh);
    assertThat(mark(cluster.get(created).orElseThrow())).isEmpty();
    cluster.delete(created, null, null, Propagation.BACKGROUND);
  }

  @Test
  void aDeletedApplicationTakesItsObjectsWithItAndIsLetGo() throws Exception {
    // given
    ObjectNode resource = createApplicationResource();
    String realUid = resource.path("metadata").path("uid").asText();
    applicationIs(realUid, false);
    send(plan("p1", 1, 0).of(realUid).wave(config("a", "1")).made());
    Inventory inventory = ended("p1");
    cluster.delete(applicationRef(), null, null, Propagation.BACKGROUND);
    applicationIs(realUid, true);

    // when
    send(plan("d1", 0, inventory.sequence()).of(realUid).pruning(inventory).deletion().made());

    // then
    succeeded("d1");
    Waiting.until(
        SOON,
        () -> "finalizer is still there",
        () -> !get(applicationRef()).orElseThrow().toString().contains(Tracking.FINALIZER));
    assertThat(live("a")).isEmpty();
    assertThat(
            get(applicationRef()).orElseThrow().path("metadata").path("finalizers").get(0).asText())
        .isEqualTo("example.com/other");
    cluster.patch(
        applicationRef(),
        null,
        PatchType.MERGE,
        Json.mapper().readTree("{\"metadata\":{\"finalizers\":null}}"),
        "test");
    assertThat(tombstones("inventory")).isEqualTo(1);
  }

  @Test
  void anApplicationThatDisappearsLeavesItsObjectsAndIsForgotten() throws Exception {
    // given
    send(plan("p1", 1, 0).wave(config("a", "1")).wave(config("b", "1")).made());
    awaitInventory(id("p1"), 0);

    // when
    APPLICATIONS.remove(key);
    applier.applicationChanged(key);

    // then
    assertThat(
            log.await(SOON, SyncEvent.Superseded.class, e -> e.planId().equals(id("p1"))).cause())
        .contains("gone; its objects stay");
    Waiting.until(SOON, () -> "inventory is kept", () -> tombstones("inventory") == 1);
    assertThat(live("a")).isPresent();
  }

  @Test
  void aPlanForAnApplicationThatTheInformerShowsLateIsTaken() throws Exception {
    // given
    APPLICATIONS.remove(key);
    send(plan("p1", 1, 0).wave(config("a", "1")).made());

    // when
    applicationIs(false);

    // then
    succeeded("p1");
  }

  @Test
  void aRecordThatIsNoEventGoesToTheDeadLettersAndTheNextIsTaken() throws Exception {
    // when
    producer.send(new ProducerRecord<>("plans", key.toString(), new byte[] {1})).get();
    send(plan("p1", 1, 0).wave(config("a", "1")).made());

    // then
    succeeded("p1");
    Waiting.until(
        SOON,
        () -> "no dead letter",
        () -> log.raw().stream().anyMatch(text -> text.contains("header ce_type is missing")));
  }

  @Test
  void aPlanForAClusterThatIsNotKnownFails() throws Exception {
    // when
    send(plan("p1", 1, 0).on("mars").wave(config("a", "1"), config("b", "1")).made());

    // then
    SyncEvent.Failed failed =
        log.await(SOON, SyncEvent.Failed.class, e -> e.planId().equals(id("p1")));
    assertThat(failed.failures().get(0).message())
        .contains("cluster mars is not known: no cluster is named mars");
  }
}
