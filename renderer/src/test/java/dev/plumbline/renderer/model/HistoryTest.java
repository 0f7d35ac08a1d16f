package dev.plumbline.renderer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.rendering.SourceAt;
import dev.plumbline.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final List<SourceRevision> ONE =
      List.of(new SourceRevision("example.com/org/repo", "HEAD", "1".repeat(40)));
  private static final List<SourceRevision> TWO =
      List.of(new SourceRevision("example.com/org/repo", "HEAD", "2".repeat(40)));
  private static final RenderFailure BROKEN =
      RenderFailure.lasting(FailureReason.InvalidManifest, "a.yaml:1: broken");

  private final Application application = generation(1);

  @Test
  void onlyAGoodLookAtTheSameCommitAndGenerationSettles() {
    History good = History.NONE.unchanged(application, ONE);

    assertThat(good.isSettled(application, ONE)).isTrue();
    assertThat(good.isSettled(application, TWO)).isFalse();
    assertThat(good.isSettled(generation(2), ONE)).isFalse();
    assertThat(failed(History.NONE, BROKEN).isSettled(application, ONE)).isFalse();
    assertThat(History.NONE.isSettled(application, ONE)).isFalse();
  }

  @Test
  void anAuthorThatEarlierReleasesDidNotTellIsNoNews() {
    // given
    List<SourceRevision> told =
        ONE.stream()
            .map(
                each ->
                    new SourceRevision(
                        each.repository(), each.targetRevision(), each.commit(), "Ada <a@b>"))
            .toList();

    // then
    assertThat(History.NONE.unchanged(application, ONE).isSettled(application, told)).isTrue();
    assertThat(History.NONE.unchanged(application, TWO).isSettled(application, told)).isFalse();
  }

  @Test
  void theSameFailureInARowIsToldOnce() {
    History failed = failed(History.NONE, BROKEN);

    assertThat(failed.wasTold(application, BROKEN)).isTrue();
    assertThat(failed.wasTold(generation(2), BROKEN)).isFalse();
    assertThat(
            failed.wasTold(
                application, RenderFailure.lasting(FailureReason.InvalidManifest, "other")))
        .isFalse();
    assertThat(failed.unchanged(application, ONE).wasTold(application, BROKEN)).isFalse();
  }

  @Test
  void aFailureOverFilesFailsAgainWhileTheyStayTheSame() {
    // given
    RecordingTree tree = new RecordingTree(tree("broken"));
    tree.read("a.yaml");
    History failed =
        History.NONE.failed(
            application, ONE, new Outcome.Failed(BROKEN, Optional.of(List.of(tree.readSet()))));

    // then
    assertThat(failed.failsAgain(application, sources("broken"))).isTrue();
    assertThat(failed.failsAgain(application, sources("mended"))).isFalse();
    assertThat(failed.failsAgain(generation(2), sources("broken"))).isFalse();
    assertThat(failed(History.NONE, BROKEN).failsAgain(application, sources("broken"))).isFalse();
  }

  @Test
  void retriesGetRarerUpToTwoMinutes() {
    History history = History.NONE;
    for (int seconds : new int[] {5, 10, 20, 40, 80, 120, 120}) {
      history = failed(history, BROKEN);
      assertThat(history.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }
    assertThat(failed(history.unchanged(application, ONE), BROKEN).retryAfter())
        .isEqualTo(Duration.ofSeconds(5));
  }

  private History failed(History history, RenderFailure failure) {
    return history.failed(application, ONE, new Outcome.Failed(failure, Optional.empty()));
  }

  private List<SourceAt> sources(String text) {
    return List.of(new SourceAt(application.spec().allSources().get(0), ONE.get(0), tree(text)));
  }

  private static MemoryTree tree(String text) {
    return new MemoryTree(Map.of("a.yaml", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Application generation(long generation) {
    return Fixtures.application(
        "ns", "web", "uid", generation, Fixtures.spec("https://example.com/org/repo", ""));
  }
}
