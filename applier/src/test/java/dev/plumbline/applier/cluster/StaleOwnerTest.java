package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hand that is stopped between reading an object and writing it, while another one writes it. */
class StaleOwnerTest extends HandOnCluster {
  private static final ObjectRef APPLICATION =
      ObjectRef.of("plumbline.dev/v1alpha1", "Application", "default", "shop");

  @BeforeAll
  static void installDefinition() {
    try (KubernetesClient client = testCluster.client()) {
      Definitions.install(client, "installer", ResourceKind.APPLICATION);
    }
  }

  @AfterEach
  void removeApplication() throws ClusterException {
    cluster.delete(APPLICATION, null, null, Propagation.BACKGROUND);
  }

  @Test
  void whatTheNewOwnerWroteIsNotOverwritten() throws Exception {
    // given
    apply("1", OURS);

    // when it is found stale only after the other's write
    TaskOutcome stale = apply("2", inTurn(() -> wrote("3"), () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("3");
  }

  @Test
  void whatTheNewOwnerMadeIsNotOverwritten() throws Exception {
    // when
    TaskOutcome stale = apply("1", inTurn(() -> wrote("2"), () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatTheNewOwnerDeletedIsNotMadeAgain() throws Exception {
    // given
    apply("1", OURS);

    // when
    TaskOutcome stale = apply("2", inTurn(this::deleted, () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void whatTheNewOwnerDeletedAndMadeAgainIsNotOverwritten() throws Exception {
    // given
    apply("1", OURS);

    // when
    TaskOutcome stale = apply("2", inTurn(() -> deleted() && wrote("3"), () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("3");
  }

  @Test
  void whoIsFoundStaleAfterReadingWritesNothing() throws Exception {
    // given
    apply("1", OURS);

    // then
    assertThat(apply("2", () -> false)).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void whoIsFoundStaleAfterReadingDeletesNothing() throws Exception {
    // given
    apply("1", OURS);

    // then
    assertThat(prune(() -> false)).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(value()).isEqualTo("1");
  }

  @Test
  void theOwnerAppliesOnTopOfWhatSomebodyElseChangedMeanwhile() throws Exception {
    // given
    apply("1", OURS);

    // when
    TaskOutcome outcome = apply("2", inTurn(() -> wrote("by hand"), OURS));

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void theOwnerMakesAgainWhatSomebodyDeletedMeanwhile() throws Exception {
    // given
    apply("1", OURS);

    // when
    TaskOutcome outcome = apply("2", inTurn(this::deleted, OURS, OURS));

    // then
    assertThat(outcome).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatItMadeForAnApplicationThatIsGoneItTakesAwayAgain() throws Exception {
    // when it is found stale only when the object is made
    TaskOutcome stale = apply("1", inTurn(OURS, () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.NotTried.class);
    assertThat(cluster.get(OBJECT)).isEmpty();
  }

  @Test
  void whatSomebodyWroteToSinceItStays() throws Exception {
    // when
    apply("1", inTurn(OURS, () -> touched() && false));

    // then
    assertThat(cluster.get(OBJECT)).isPresent();
  }

  @Test
  void whatWasThereBeforeItWroteStays() throws Exception {
    // given
    apply("1", OURS);

    // when
    apply("2", inTurn(OURS, () -> false));

    // then
    assertThat(value()).isEqualTo("2");
  }

  @Test
  void whatItMadeForALivingApplicationIsLeftToItsOwner() throws Exception {
    // given
    String uid = createApplication();

    // when
    TaskOutcome stale = apply(uid, "1", inTurn(OURS, () -> false));

    // then
    assertThat(stale).isInstanceOf(TaskOutcome.Applied.class);
    assertThat(value()).isEqualTo("1");
  }

  private static String createApplication() throws Exception {
    ObjectNode application =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion": "plumbline.dev/v1alpha1", "kind": "Application",
                     "metadata": {"namespace": "default", "name": "shop"},
                     "spec": {"source": {"repoURL": "https://git.example/shop", "path": "."},
                              "destination": {"namespace": "default"}}}
                    """);
    return cluster.create(APPLICATION, application).at("/metadata/uid").asText();
  }

  private static boolean touched() {
    try {
      ObjectNode patch = Json.mapper().createObjectNode();
      patch.putObject("data").put("other", "x");
      cluster.patch(OBJECT, null, PatchType.MERGE, patch, "somebody");
      return true;
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers the first question by the first, the next by the next. */
  private static BooleanSupplier inTurn(BooleanSupplier... answers) {
    Iterator<BooleanSupplier> left = List.of(answers).iterator();
    return () -> left.next().getAsBoolean();
  }

  private boolean deleted() {
    assertThat(prune(OURS)).isInstanceOf(TaskOutcome.Gone.class);
    return true;
  }

  private boolean wrote(String value) {
    assertThat(apply(value, OURS)).isInstanceOf(TaskOutcome.Applied.class);
    return true;
  }

  private TaskOutcome apply(String value, BooleanSupplier ours) {
    return apply("uid", value, ours);
  }

  private TaskOutcome apply(String uid, String value, BooleanSupplier ours) {
    return apply(uid, value, null, ours);
  }

  private TaskOutcome prune(BooleanSupplier ours) {
    return hand.perform(
        plan("uid"), new ObjectTask.PruneObject(new PlanMade.Prune(OBJECT, "")), ours);
  }
}
