package dev.plumbline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The cases that other projects publish, from folders that properties name; each run prints its
 * score by kind. What is judged otherwise than there is so on purpose, and the README says why.
 */
class PublicCasesTest {

  @Test
  void argoCdsCustomKinds() throws IOException {
    Score score = Score.of(PublicCases.argoCd(folder("health.cases.argocd")));

    System.out.print(score.report("argocd"));
    assertThat(score.right()).isGreaterThan(score.all() * 95 / 100);
  }

  @Test
  void kstatusOnKubernetesKinds() throws IOException {
    Score score = Score.of(PublicCases.kstatus(folder("health.cases.kstatus")));

    System.out.print(score.report("kstatus"));
    assertThat(score.all()).isGreaterThanOrEqualTo(53);
    assertThat(score.differences())
        .containsExactlyInAnyOrder(
            "podCompletedFailed", "podUnschedulable", "jobInProgress", "serviceLBok");
  }

  @Test
  void gitopsEngineOnKubernetesKinds() throws IOException {
    Score score = Score.of(PublicCases.gitopsEngine(folder("health.cases.gitops-engine")));

    System.out.print(score.report("gitops-engine"));
    assertThat(score.all()).isPositive();
    assertThat(score.differences()).isEmpty();
  }

  private static Path folder(String property) {
    String folder = System.getProperty(property, "");
    assumeTrue(!folder.isEmpty(), () -> "-D" + property + "=FOLDER runs them");
    return Path.of(folder);
  }
}
