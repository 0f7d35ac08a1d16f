package dev.plumbline.renderer.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.RefSnapshot;
import dev.plumbline.renderer.model.Revisions.Reader;
import dev.plumbline.testkit.Fixtures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionsTest {

  private static final String OLD = "1".repeat(40);
  private static final String NEW = "2".repeat(40);
  private static final RefSnapshot REFS =
      new RefSnapshot(Map.of("refs/heads/main", new CommitId(OLD)), "refs/heads/main");

  @ParameterizedTest
  @CsvSource({
    "refs/heads/main, main, true",
    "refs/heads/main, HEAD, true",
    "refs/heads/dev, HEAD, false",
    "HEAD, HEAD, true",
    "HEAD, main, false",
    "refs/heads/dev, main, false",
    "*, main, true",
    "*, HEAD, true",
    "refs/tags/v1, v1, true",
    "refs/tags/v1, tags/v1, true",
    "refs/tags/v1.2.3, 1.*, true",
    "refs/tags/v1.2.3, '>=1.0.0 <2', true",
    "refs/tags/v1.2.3, 1.2.x, true",
    "refs/heads/v1.2.3, 1.*, false",
    "refs/tags/v2, v1, false",
    "refs/heads/feature/x, feature/x, true",
    "refs/heads/main, refs/heads/main, true",
    "refs/heads/main, refs/tags/main, false",
    "refs/heads/main, 2222222, true",
    "refs/heads/main, 3333333, false",
  })
  void aHintConcernsWhoeverMayFollowItsRef(String ref, String target, boolean expected) {
    // given
    Application application = on("https://example.com/org/repo", target);
    RevisionObserved hint = hint(ref, NEW);

    // then
    Reader reader = new Reader(application, application.spec().allSources().get(0));
    assertThat(Revisions.concerns(hint, reader, REFS)).isEqualTo(expected);
    if (expected) {
      assertThat(Revisions.concerned(List.of(application), hint)).containsExactly(reader);
    }
  }

  @Test
  void otherRepositoriesAndApplicationsOnTheirWayOutAreLeftAlone() {
    // given
    Application same = on("git@example.com:org/repo.git", "HEAD");
    Application other = on("https://example.com/org/other", "HEAD");
    Application broken = on("not a url", "HEAD");
    Application going = Fixtures.deleting(same);

    // then
    assertThat(
            Revisions.concerned(List.of(same, other, broken, going), hint("refs/heads/main", NEW)))
        .containsExactly(new Reader(same, same.spec().allSources().get(0)));
  }

  @Test
  void eachSourceThatIsOnTheRepositoryIsConcerned() {
    // given
    ObjectNode spec = Fixtures.spec("https://example.com/org/repo", "");
    ObjectNode source = (ObjectNode) spec.remove("source");
    spec.withArray("/sources")
        .add(source)
        .add(source.deepCopy().put("repoURL", "https://example.com/org/values"))
        .add(source.deepCopy().put("targetRevision", "dev"))
        .add(source.deepCopy().put("chart", "web"));
    Application application = Fixtures.application("ns", "web", spec);

    // then
    assertThat(Revisions.concerned(List.of(application), hint("refs/heads/dev", NEW)))
        .extracting(reader -> application.spec().allSources().indexOf(reader.source()))
        .containsExactly(0, 2);
  }

  @Test
  void aHintIsShownWhenTheRefHasItOrWhatCameAfterIt() {
    assertThat(Revisions.isShown(hint("refs/heads/main", OLD), REFS, (a, b) -> false)).isTrue();
    assertThat(Revisions.isShown(hint("refs/heads/main", NEW), REFS, (a, b) -> false)).isFalse();
    assertThat(Revisions.isShown(hint("refs/heads/main", NEW), REFS, (a, b) -> true)).isTrue();
    assertThat(Revisions.isShown(hint("refs/heads/new", NEW), REFS, (a, b) -> true)).isFalse();
    assertThat(Revisions.isShown(hint("refs/heads/gone", null), REFS, (a, b) -> false)).isTrue();
    assertThat(Revisions.isShown(hint("*", NEW), REFS, (a, b) -> false)).isTrue();
  }

  private static RevisionObserved hint(String ref, String revision) {
    return new RevisionObserved(
        "example.com/org/repo",
        ref,
        revision,
        null,
        new Trigger(Trigger.Cause.POLL, null, null, Instant.EPOCH),
        null,
        null);
  }

  private static Application on(String repository, String target) {
    ObjectNode spec = Fixtures.spec(repository, "");
    spec.withObject("/source").put("targetRevision", target);
    return Fixtures.application("ns", "web", spec);
  }

  @ParameterizedTest
  @CsvSource({
    "apps/web, apps/web/base/x.yaml, true",
    "./apps/web/, apps/web/x.yaml, true",
    "apps/web, apps/web-2/x.yaml, false",
    "apps/web, apps/x.yaml, false",
    "., apps/x.yaml, true",
    "../out, apps/x.yaml, false",
  })
  void aSourceIsTouchedByFilesOfItsOwnFolder(String path, String changed, boolean expected) {
    // given
    Application application =
        Fixtures.application("ns", "web", Fixtures.spec("https://example.com/org/repo", path));
    Reader reader = new Reader(application, application.spec().allSources().get(0));

    // then
    assertThat(Revisions.isTouched(reader, Revisions.foldersOf(Set.of(changed))))
        .isEqualTo(expected);
    assertThat(Revisions.isTouched(reader, Revisions.foldersOf(Set.of()))).isFalse();
  }
}
