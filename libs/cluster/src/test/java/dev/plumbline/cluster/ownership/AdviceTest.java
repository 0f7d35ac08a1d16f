package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "spec.replicas | 3 | kube-controller-manager | a HorizontalPodAutoscaler | replicas: 3",
        "spec.replicas | 3 | keda-operator | KEDA | replicas: 3",
        "webhooks[name=w.example.com].clientConfig.caBundle | \"Q0E=\" | cainjector"
            + " | cert-manager's CA injector | caBundle: Q0E=",
        "webhooks[name=w].failurePolicy | \"Ignore\" | pilot-discovery | Istio"
            + " | failurePolicy: Ignore",
        "spec.template.spec.containers[name=web].resources.requests.cpu | \"1\" | vpa-updater"
            + " | a VerticalPodAutoscaler | cpu: 1",
        "spec.template.metadata.annotations[\"kubectl.kubernetes.io/restartedAt\"] | \"now\""
            + " | kubectl-rollout | kubectl rollout restart"
            + " | kubectl.kubernetes.io/restartedAt: now",
        "data[\"tls.crt\"] | (secret) | cert-manager-certificates-issuing | cert-manager | tls.crt",
      })
  void saysWhichLineToTakeOut(String path, String wanted, String manager, String who, String line) {
    assertThat(Advice.of(path, wanted, manager, "shop/web.yaml:12"))
        .hasValue(
            path
                + " is set by "
                + who
                + " ("
                + manager
                + "): take \""
                + line
                + "\" out of shop/web.yaml:12");
  }

  @Test
  void hasNothingToSayOfWhatPeopleChangeOrGitDoesNotHave() {
    assertThat(Advice.of("spec.replicas", "3", "kubectl", "x.yaml:1")).isEmpty();
    assertThat(Advice.of("spec.replicas", null, "keda-operator", "x.yaml:1")).isEmpty();
    assertThat(Advice.of("spec.replicas", "3", null, "x.yaml:1")).isEmpty();
    assertThat(Advice.of("spec.paused", "true", "keda-operator", null)).isEmpty();
  }

  @Test
  void longValuesAreNotRepeated() {
    assertThat(Advice.of("spec.caBundle", "\"" + "Q".repeat(900) + "\"", "cainjector", null))
        .hasValue(
            "spec.caBundle is set by cert-manager's CA injector (cainjector): take \"caBundle\" out"
                + " of Git");
  }
}
