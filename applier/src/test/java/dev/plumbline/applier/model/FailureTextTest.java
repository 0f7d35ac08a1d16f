package dev.plumbline.applier.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTextTest {

  @Test
  void anUnknownKindSaysWhatToInstall() {
    ObjectRef ref = ObjectRef.of("example.com/v1", "Widget", "shop", "w");
    ObjectFailure failure = text(ref, Fault.Cause.UNKNOWN_KIND, "no such kind");

    assertThat(failure.reason()).isEqualTo("UnknownKind");
    assertThat(failure.message())
        .isEqualTo(
            "Widget shop/w: cluster in-cluster has no kind Widget in example.com/v1; install its"
                + " CustomResourceDefinition, or add it to this application");
    assertThat(failure.retriable()).isTrue();
  }

  @Test
  void aForbiddenNamespaceQuotesTheServerAndSaysWhoCanHelp() {
    ObjectFailure failure =
        text(
            Plans.config("a"),
            Fault.Cause.FORBIDDEN,
            "configmaps \"a\" is forbidden: User \"plumbline\" cannot patch resource");

    assertThat(failure.reason()).isEqualTo("Forbidden");
    assertThat(failure.message())
        .startsWith("ConfigMap shop/a: configmaps \"a\" is forbidden: User \"plumbline\" cannot")
        .contains("let Plumbline get, create and patch it on cluster in-cluster (RBAC");
  }

  @Test
  void anInvalidFieldKeepsItsPathAndIsNotWorthRetrying() {
    ObjectFailure failure =
        text(
            Plans.deployment("web"),
            Fault.Cause.INVALID,
            "spec.template.spec.containers[0].image: Required value");

    assertThat(failure.message())
        .isEqualTo(
            "Deployment shop/web: spec.template.spec.containers[0].image: Required value; correct"
                + " the manifest in Git");
    assertThat(failure.retriable()).isFalse();
  }

  @Test
  void aSecretThatThisInstanceHasNoKeyForIsNotForGitToMend() {
    ObjectFailure failure =
        text(Plans.config("a"), Fault.Cause.UNSEALABLE, "no key k2 for this value");

    assertThat(failure.message()).contains("give this instance the key");
    assertThat(failure.retriable()).isTrue();
  }

  @Test
  void anAbsentNamespaceSaysHowToGetIt() {
    ObjectFailure failure =
        text(Plans.config("a"), Fault.Cause.NOT_FOUND, "namespaces \"shop\" not found");

    assertThat(failure.message()).contains("namespaces \"shop\" not found", "CreateNamespace=true");
  }

  @Test
  void aLongAnswerIsCut() {
    ObjectFailure failure = text(Plans.config("a"), Fault.Cause.INVALID, "x".repeat(100_000));

    assertThat(failure.message()).hasSizeLessThan(700);
  }

  @ParameterizedTest
  @EnumSource(Fault.Cause.class)
  void everyCauseNamesTheObjectAndHasAReason(Fault.Cause cause) {
    ObjectFailure failure = text(Plans.config("a"), cause, "said so");

    assertThat(failure.message()).startsWith("ConfigMap shop/a: ");
    assertThat(failure.reason()).matches("[A-Z][A-Za-z]+");
  }

  @ParameterizedTest
  @CsvSource({
    "example.com/backup, find out why their controller does not remove them",
    "foregroundDeletion, what it owns goes first",
    "kubernetes.io/pvc-protection, a pod still uses it",
  })
  void whatHoldsADeletedObjectIsTold(String finalizer, String why) {
    // when
    ObjectFailure failure =
        FailureText.held(
            new ObjectTask.PruneObject(new PlanMade.Prune(Plans.config("a"), "1")),
            List.of(finalizer));

    // then
    assertThat(failure.reason()).isEqualTo("DeletionPending");
    assertThat(failure.message()).contains("because of finalizers " + finalizer, why);
  }

  private static ObjectFailure text(ObjectRef ref, Fault.Cause cause, String message) {
    ObjectTask task = new ObjectTask.ApplyObject(Plans.apply(ref), null);
    return FailureText.of(task, new Fault(cause, message, false, null), "in-cluster");
  }
}
