package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A hand on a cluster, for tests of what it does to one object. */
abstract class HandOnCluster {
  static final ObjectRef OBJECT = ObjectRef.of("v1", "ConfigMap", "default", "handled");
  static final BooleanSupplier OURS = () -> true;

  /** Verb and status of each request that the hand has made. */
  static final List<String> REQUESTS = new ArrayList<>();

  @TempDir static Path directory;
  static TestCluster testCluster;
  static ClusterClient cluster;

  final ClusterHand hand = hand(new TakeOver(TakeOver.USUAL));

  @BeforeAll
  static void start() {
    testCluster = TestCluster.start(directory);
    cluster =
        ClusterClient.of(
            "in-cluster",
            testCluster.client(),
            (verb, code, duration) -> REQUESTS.add(verb + " " + code));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    testCluster.close();
  }

  @AfterEach
  void remove() throws ClusterException {
    cluster.delete(OBJECT, null, null, Propagation.BACKGROUND);
  }

  TaskOutcome apply(String uid, String value, @Nullable Precondition likely, BooleanSupplier ours) {
    return hand.perform(
        plan(uid),
        new ObjectTask.ApplyObject(
            new PlanMade.Apply(OBJECT, manifest(value), "d" + value), likely),
        ours);
  }

  /** As options say, of any object. */
  TaskOutcome apply(ObjectNode manifest, PlanMade.@Nullable ApplyOptions options) {
    return hand.perform(plan("uid"), applying(manifest, options), OURS);
  }

  static ObjectTask.ApplyObject applying(
      ObjectNode manifest, PlanMade.@Nullable ApplyOptions options) {
    return new ObjectTask.ApplyObject(
        new PlanMade.Apply(ref(manifest), manifest, "d", options), null);
  }

  static ObjectRef ref(ObjectNode manifest) {
    return ObjectRef.of(
        manifest.path("apiVersion").asText(),
        manifest.path("kind").asText(),
        manifest.at("/metadata/namespace").asText(""),
        manifest.at("/metadata/name").asText());
  }

  static TaskOutcome.Failed failed(TaskOutcome outcome) {
    assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    return (TaskOutcome.Failed) outcome;
  }

  static String uid(ObjectRef ref) throws ClusterException {
    return cluster.get(ref).orElseThrow().at("/metadata/uid").asText();
  }

  static void awaitGone(ObjectRef ref) {
    Waiting.until(Duration.ofSeconds(20), () -> ref + " is gone", () -> !isThere(ref));
  }

  private static boolean isThere(ObjectRef ref) {
    try {
      return cluster.get(ref).isPresent();
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  /** The outcome of the first attempt that does not find the object's predecessor in the way. */
  static TaskOutcome patiently(Supplier<TaskOutcome> attempt) {
    AtomicReference<TaskOutcome> last = new AtomicReference<>(attempt.get());
    Waiting.until(
        Duration.ofSeconds(30),
        () -> "the object is not in the way: " + last.get(),
        () -> {
          if (last.get() instanceof TaskOutcome.StillThere) {
            last.set(attempt.get());
          }
          return !(last.get() instanceof TaskOutcome.StillThere);
        });
    return last.get();
  }

  /** What somebody does to an object by hand. */
  static void byHand(ObjectRef ref, String mergePatch) throws Exception {
    cluster.patch(ref, null, PatchType.MERGE, Json.mapper().readTree(mergePatch), "somebody");
  }

  static ClusterHand hand(TakeOver takeOver) {
    return hand("plumbline", takeOver);
  }

  static ClusterHand hand(String installation, TakeOver takeOver) {
    return hand(cluster, installation, takeOver);
  }

  static ClusterHand hand(ClusterClient cluster, String installation, TakeOver takeOver) {
    return new ClusterHand(
        (name, application, object) -> cluster,
        Admission.OPEN,
        Accounts.OWN,
        new SecretCipher(KeyRing.of("k1", new byte[32])),
        installation,
        new OtherApplications(
            uid -> Optional.empty(), uid -> Optional.empty(), cluster, String::equals),
        takeOver);
  }

  static PlanMade plan(String uid) {
    return draft(uid).made();
  }

  static PlanDraft draft(String uid) {
    return new PlanDraft(new ApplicationKey("default", "shop"), "plan", uid, 1, 0);
  }

  static ObjectNode manifest(String value) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
    manifest.putObject("metadata").put("name", OBJECT.name()).put("namespace", "default");
    manifest.putObject("data").put("value", value);
    return manifest;
  }

  static ObjectNode json(String yaml) {
    return Json.mapper().valueToTree(Serialization.unmarshal(yaml, Map.class));
  }

  static String value() throws ClusterException {
    return cluster.get(OBJECT).orElseThrow().at("/data/value").asText();
  }
}
