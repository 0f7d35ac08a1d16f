package dev.plumbline.gitpoller.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.git.CommitId;
import dev.plumbline.git.RefSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private static final String REPOSITORY = "git.example.com/org/repo";
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);

  @Test
  void anUnchangedRepositoryAmountsToNothing() {
    assertThat(find(Map.of("refs/heads/main", A), Map.of("refs/heads/main", A)).none()).isTrue();
    assertThat(find(Map.of(), Map.of()).none()).isTrue();
  }

  @Test
  void whatMovedWhatIsNewAndWhatIsGoneEachBecomesAnEvent() {
    // when
    Findings findings =
        find(
            Map.of("refs/heads/main", A, "refs/heads/old", A, "refs/tags/v1", A),
            Map.of("refs/heads/main", B, "refs/heads/new", A, "refs/tags/v1", A));

    // then
    assertThat(findings.events())
        .extracting(event -> event.revision().ref())
        .containsExactly("refs/heads/main", "refs/heads/new", "refs/heads/old");
    assertThat(findings.events())
        .extracting(event -> event.revision().previous() + " " + event.revision().revision())
        .containsExactly(A + " " + B, "null " + A, A + " null");
    assertThat(findings.seen())
        .extracting(RefSeen::ref)
        .containsExactly("refs/heads/main", "refs/heads/new");
    assertThat(findings.gone()).containsExactly("refs/heads/old");
  }

  @Test
  void aRepositoryNeverSeenBeforeIsOneEventToLookAtAllOfIt() {
    // when
    Findings findings = find(Map.of(), Map.of("refs/heads/main", A, "refs/tags/v1", B));

    // then
    assertThat(findings.events())
        .singleElement()
        .satisfies(
            event -> assertThat(event.revision().ref()).isEqualTo(RevisionObserved.ALL_REFS));
    assertThat(findings.seen()).hasSize(2);
  }

  @Test
  void veryManyMovesAreOneEventAndAllRemembered() {
    // given
    Map<String, String> after = new HashMap<>();
    for (int i = 0; i <= Findings.MAX_EVENTS; i++) {
      after.put("refs/tags/v" + i, B);
    }

    // when
    Findings findings = find(Map.of("refs/heads/main", A), after);

    // then
    assertThat(findings.events()).hasSize(1);
    assertThat(findings.seen()).hasSize(Findings.MAX_EVENTS + 1);
    assertThat(findings.gone()).containsExactly("refs/heads/main");
  }

  @Test
  void anotherDefaultBranchIsAMoveOfHead() {
    // given
    Map<String, CommitId> refs =
        Map.of("refs/heads/main", new CommitId(A), "refs/heads/trunk", new CommitId(B));

    // when
    Findings findings =
        find(
            RefComparison.places(new RefSnapshot(refs, "refs/heads/main")),
            RefComparison.places(new RefSnapshot(refs, "refs/heads/trunk")));

    // then
    assertThat(findings.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.revision().ref()).isEqualTo("HEAD");
              assertThat(event.revision().previous()).isEqualTo(A);
              assertThat(event.revision().revision()).isEqualTo(B);
            });
    assertThat(findings.seen())
        .extracting(RefSeen::commit)
        .containsExactly("ref: refs/heads/trunk");
  }

  @Test
  void aRefIsGoneOnlyWhenAllCredentialsSaySo() {
    // given
    Target open = new Target(REPOSITORY, true, null, null);
    Target closed = new Target(REPOSITORY, true, "ns", "creds");
    Set<Target> all = Set.of(open, closed);
    Map<String, String> remembered = Map.of("refs/heads/main", A, "refs/heads/secret", A);
    Looks looks = new Looks();

    // when / then
    assertThat(looks.take(open, new TreeMap<>(Map.of("refs/heads/main", B)), all, remembered))
        .isEqualTo(Map.of("refs/heads/main", B, "refs/heads/secret", A));
    assertThat(looks.take(closed, new TreeMap<>(Map.of("refs/heads/main", B)), all, remembered))
        .isEqualTo(Map.of("refs/heads/main", B));
    looks.drop(closed);
    assertThat(looks.take(open, new TreeMap<>(Map.of("refs/heads/main", B)), all, remembered))
        .containsKey("refs/heads/secret");
  }

  @Test
  void aChartIsToldByItsNameAndItsNewestVersion() {
    // when
    Findings findings =
        find(
            Map.of("web ^1", "1.2.0", "db *", "3.0.0", "db ^2", "2.9.0", "old ~1", "1.0.0"),
            Map.of("web ^1", "1.3.0", "db *", "3.1.0", "db ^2", "2.9.1"));

    // then
    assertThat(findings.events())
        .extracting(Findings.Event::revision)
        .extracting(told -> told.ref() + " " + told.previous() + " " + told.revision())
        .containsExactly("db null null", "web 1.2.0 1.3.0");
    assertThat(findings.seen())
        .extracting(seen -> seen.ref() + "=" + seen.commit())
        .containsExactly("db *=3.1.0", "db ^2=2.9.1", "web ^1=1.3.0");
    assertThat(findings.gone()).containsExactly("old ~1");
  }

  @Test
  void aRangeThatNobodyFollowsAnyMoreIsForgottenInSilence() {
    Findings findings = find(Map.of("web ^1", "1.2.0"), Map.of());

    assertThat(findings.events()).isEmpty();
    assertThat(findings.none()).isFalse();
    assertThat(findings.gone()).containsExactly("web ^1");
  }

  private static Findings find(Map<String, String> before, Map<String, String> after) {
    return Findings.of(REPOSITORY, before, after, Instant.EPOCH);
  }
}
