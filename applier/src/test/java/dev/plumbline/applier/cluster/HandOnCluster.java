package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

  static ClusterHand hand(TakeOver takeOver) {
    return new ClusterHand(
        (name, application, object) -> cluster,
        new SecretCipher(KeyRing.of("k1", new byte[32])),
        "plumbline",
        new OtherApplications(uid -> Optional.empty(), cluster, String::equals),
        takeOver);
  }

  static PlanMade plan(String uid) {
    return new PlanDraft(new ApplicationKey("default", "shop"), "plan", uid, 1, 0).made();
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
