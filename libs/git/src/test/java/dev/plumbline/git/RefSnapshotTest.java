package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefSnapshotTest {

  private static final CommitId A = id('a');
  private static final CommitId B = id('b');

  @ParameterizedTest
  @CsvSource({
    "'', refs/heads/main",
    "HEAD, refs/heads/main",
    "main, refs/heads/main",
    "refs/heads/main, refs/heads/main",
    "heads/main, refs/heads/main",
    "both, refs/heads/both",
    "tags/both, refs/tags/both",
    "refs/tags/both, refs/tags/both",
    "v1, refs/tags/v1",
    "1.*, refs/heads/1.*",
  })
  void resolvesNamesInAFixedOrder(String target, String ref) {
    RefSnapshot refs =
        new RefSnapshot(
            Map.of(
                "refs/heads/main", A,
                "refs/heads/both", A,
                "refs/heads/1.*", A,
                "refs/tags/both", B,
                "refs/tags/v1", B,
                "refs/tags/1.0.0", B),
            "refs/heads/main");

    assertThat(refs.resolve(target)).map(ResolvedRevision::ref).contains(ref);
  }

  @ParameterizedTest
  @CsvSource({
    "1.*, v1.10.0",
    "1.x, v1.10.0",
    "1.2.x, v1.2.4",
    "~1.2, v1.2.4",
    "~1.2.3, v1.2.4",
    "^1.2.0, v1.10.0",
    "'>=1.2.0 <1.3', v1.2.4",
    "'>=1.2.0, <1.3', v1.2.4",
    "'>= 1.2.0 < 2', v1.10.0",
    "<1.0.0, 0.9",
    "*, 2.0.0",
    "1.2.3 - 1.2.9, v1.2.4",
    "~0.9 || ~1.2, v1.2.4",
    "~v1.2, v1.2.4",
    ">=3.0.0-0, v3.0.0-rc.1",
    "<=1.2.3, v1.2.3",
    "<=1.2, v1.2.4",
    "'>=1.2, !=1.10.0, <2', v1.2.4",
    "=>1 =<1.9, v1.2.4",
  })
  void takesTheHighestTagOfARange(String range, String tag) {
    SortedMap<String, CommitId> refs = new TreeMap<>();
    for (String name :
        new String[] {
          "0.9", "v1.2.3", "v1.2.4", "v1.10.0", "2.0.0", "v3.0.0-rc.1", "latest", "release-9.0.0"
        }) {
      refs.put("refs/tags/" + name, A);
    }

    assertThat(new RefSnapshot(refs, null).resolve(range))
        .map(ResolvedRevision::ref)
        .contains("refs/tags/" + tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2",
        "v1",
        "x",
        "feature-x",
        ">=9",
        "=>9",
        "*.*.*.*.*",
        "a || b",
        "latest.integration"
      })
  void doesNotTakeANameForARange(String target) {
    RefSnapshot refs = new RefSnapshot(Map.of("refs/tags/1.2.3", A), null);

    assertThat(refs.resolve(target)).isEqualTo(Optional.empty());
  }

  @Test
  void hasNoHeadInAnEmptyRepository() {
    assertThat(new RefSnapshot(Map.of(), "refs/heads/main").resolve("HEAD")).isEmpty();
    assertThat(new RefSnapshot(Map.of(), null).resolve("")).isEmpty();
  }

  private static CommitId id(char digit) {
    return new CommitId(String.valueOf(digit).repeat(40));
  }
}
