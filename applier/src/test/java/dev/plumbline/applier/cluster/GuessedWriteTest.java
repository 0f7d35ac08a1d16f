package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.PlanDraft;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hand that writes on the strength of what an object probably is, without reading it. */
class GuessedWriteTest {
  private static final ObjectRef OBJECT = ObjectRef.of("v1", "ConfigMap", "default", "guessed");
  private static final BooleanSupplier OURS = () -> true;
  private static final List<String> REQUESTS = new ArrayList<>();

  @TempDir static Path directory;
  private static TestCluster testCluster;
  private static ClusterClient cluster;

  private final ClusterHand hand =
      new ClusterHand(
          name -> cluster,
          new SecretCipher(KeyRing.of("k1", new byte[32])),
          "plumbline",
          new OtherApplications(uid -> Optional.empty(), cluster));

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

  @Test
  void aRightGuessCostsOneRequest() throws Exception {
    // given
    cluster.get(OBJECT);
    REQUESTS.clear();

    // when
    TaskOutcome made = apply("1", Precondition.ABSENT, OURS);
    TaskOutcome changed = apply("2", left(made), OURS);

    // then
    assertThat(changed).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(REQUESTS).containsExactly("apply 201", "apply 200");
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatIsThereAgainstExpectationIsReadAndTakenOver() throws Exception {
    // given
    cluster.create(OBJECT, manifest("by hand"));
    REQUESTS.clear();

    // when
    TaskOutcome outcome = apply("1", Precondition.ABSENT, OURS);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(REQUESTS).containsExactly("apply 409", "get 200", "apply 200");
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void whatIsGoneAgainstExpectationIsMadeAgain() throws Exception {
    // given
    TaskOutcome made = apply("1", Precondition.ABSENT, OURS);
    cluster.delete(OBJECT, null, null, Propagation.BACKGROUND);
    REQUESTS.clear();

    // when
    TaskOutcome outcome = apply("2", left(made), OURS);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(REQUESTS).containsExactly("apply 409", "get 404", "apply 201");
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whoIsStaleOverwritesNothingOfTheNewOwner() throws Exception {
    // given
    TaskOutcome made = apply("1", Precondition.ABSENT, OURS);

    // when it asks whether it is the owner, is stopped, and goes on after the other's write
    boolean[] frozen = {false};
    TaskOutcome stale =
        apply(
            "2",
            left(made),
            () -> {
              if (frozen[0]) {
                return false;
              }
              frozen[0] = true;
              assertThat(apply("3", null, OURS)).isInstanceOf(TaskOutcome.Applied.class);
              return true;
            });

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("3");
  }

  @Test
  void whoKnowsToBeStaleWritesNothing() throws Exception {
    // when
    TaskOutcome outcome = apply("1", Precondition.ABSENT, () -> false);

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  private static Precondition left(TaskOutcome outcome) {
    var applied = ((TaskOutcome.Applied) outcome).applied();
    return new Precondition(applied.uid(), applied.resourceVersion());
  }

  private TaskOutcome apply(String value, Precondition likely, BooleanSupplier ours) {
    return hand.perform(
        new PlanDraft(new ApplicationKey("default", "shop"), "plan", "uid", 1, 0).made(),
        new ObjectTask.ApplyObject(
            new PlanMade.Apply(OBJECT, manifest(value), "d" + value), likely),
        ours);
  }

  private static ObjectNode manifest(String value) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
    manifest.putObject("metadata").put("name", OBJECT.name()).put("namespace", "default");
    manifest.putObject("data").put("value", value);
    return manifest;
  }

  private static String value() throws ClusterException {
    return cluster.get(OBJECT).orElseThrow().at("/data/value").asText();
  }
}
