package dev.plumbline.applier.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Propagation;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A hand that writes on the strength of what an object probably is, without reading it. */
class GuessedWriteTest extends HandOnCluster {

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
    return apply("uid", value, likely, ours);
  }
}
