package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One file for each state of each kind: {@code <kind>-<state>[-<why>].yaml}, first line {@code #}
 * and the message.
 */
class HealthRulesTest {

  private static final Path FILES = Path.of("src/test/resources/health");

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      return names.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void tellsTheStateAndAMessageForAPerson(String file) throws IOException {
    String text = Files.readString(FILES.resolve(file));
    ObjectNode object = TestObjects.yaml(text);
    ObjectRef ref = TestObjects.ref(object);

    ObjectHealth health = HealthRules.builtIn().of(ref, object);

    assertThat(health.status().name().toLowerCase(Locale.ROOT)).isEqualTo(file.split("[-.]")[1]);
    assertThat(health.message())
        .isEqualTo(text.lines().findFirst().orElseThrow().substring(1).strip());
  }

  @Test
  void aPodThatCannotBeScheduledIsNoTroubleYetButSaysWhatItWaitsFor() throws IOException {
    ObjectNode pod =
        TestObjects.yaml(Files.readString(FILES.resolve("pod-progressing-unschedulable.yaml")));

    assertThat(Pods.trouble(pod)).isEmpty();
    assertThat(Pods.waiting(pod)).hasValueSatisfying(m -> assertThat(m).contains("0/3 nodes"));
  }

  @Test
  void aPodWithAWrongImageIsTroubleWithContainerAndImage() throws IOException {
    ObjectNode pod =
        TestObjects.yaml(Files.readString(FILES.resolve("pod-degraded-imagepullbackoff.yaml")));

    assertThat(Pods.trouble(pod))
        .hasValueSatisfying(
            m -> assertThat(m).contains("ImagePullBackOff", "container web", "nginx:nope"));
  }

  @Test
  void cutsMessagesThatAreTooLongToKeep() {
    String text = "x".repeat(1_998) + "👋".repeat(1_000);
    ObjectNode widget =
        TestObjects.yaml(
            "{apiVersion: example.com/v1, kind: Widget, status: {conditions: [{type: Stalled,"
                + " status:"
                + " \"True\", message: %s}]}}".formatted(text));

    String message = HealthRules.builtIn().of(TestObjects.ref(widget), widget).message();

    assertThat(message).hasSizeLessThanOrEqualTo(2_000).endsWith("x…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{apiVersion: v1, kind: Pod, status: 3, spec: [], metadata: {annotations: x}}",
        "{apiVersion: apps/v1, kind: Deployment, metadata: 1, status: {conditions: [1, null, {}]}}",
        "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {annotations:"
            + " {autoscaling.alpha.kubernetes.io/conditions: '[[{'}}}",
        "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, status: {conditions: {a: b}}, spec: x}",
        "{apiVersion: promoter.argoproj.io/v1alpha1, kind: PromotionStrategy, status:"
            + " {environments: 3}}",
        "{apiVersion: example.com/v1, kind: Widget, status: {conditions: [[[]]]}}",
        "{}"
      })
  void judgesWhateverItIsGiven(String odd) {
    ObjectNode object = TestObjects.yaml(odd);

    assertThat(HealthRules.builtIn().of(TestObjects.ref(object), object).status()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "plumbline.dev/ignore-healthcheck, 'true', true",
    "argocd.argoproj.io/ignore-healthcheck, 'true', true",
    "plumbline.dev/ignore-healthcheck, 'false', false",
    "other, 'true', false"
  })
  void somebodyMaySayThatAnObjectDoesNotCount(String annotation, String value, boolean ignored) {
    ObjectNode object =
        TestObjects.yaml("metadata: {annotations: {%s: \"%s\"}}".formatted(annotation, value));

    assertThat(HealthRules.ignored(object)).isEqualTo(ignored);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ConfigMap, false",
    "'', Secret, false",
    "rbac.authorization.k8s.io, Role, false",
    "apps, Deployment, true",
    "'', Service, true",
    "example.com, Secret, true",
    "example.com, Widget, true"
  })
  void onlyKindsWithAStatusAreWatchedWhole(String group, String kind, boolean whole) {
    assertThat(HealthRules.builtIn().readsStatus(group, kind)).isEqualTo(whole);
  }

  @Test
  void apartFromItsDeletionAJobIsAsItEnded() throws IOException {
    ObjectNode job =
        TestObjects.yaml(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate
              deletionTimestamp: "2026-03-01T12:00:00Z"
              finalizers: [foregroundDeletion]
            status:
              conditions: [{type: Complete, status: "True"}]
            """);
    ObjectRef ref = TestObjects.ref(job);

    assertThat(HealthRules.builtIn().of(ref, job).status()).isEqualTo(HealthStatus.Progressing);
    assertThat(HealthRules.builtIn().apartFromDeletion(ref, job).status())
        .isEqualTo(HealthStatus.Healthy);
  }
}
