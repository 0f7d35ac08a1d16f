package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "a//b",
        "a/",
        "./a",
        "a/./b",
        "..",
        "a/../b",
        ".git",
        "a/.git/config",
        "a/.GIT",
        "a\0b",
        "a\nb"
      })
  void refusesWhatCouldLeadElsewhere(String path) {
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> TreePath.check(path))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(GitException.Reason.REFUSED))
        .withMessageContaining("is refused");
  }

  @Test
  void refusesLongAndDeepPaths() {
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> TreePath.check("a".repeat(5_000)));
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> TreePath.check("a/".repeat(200) + "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "., ''",
    "'', ''",
    "./apps/, apps",
    "apps//web/., apps/web",
    "apps/../base, base",
    "..data, ..data",
    ".github, .github",
  })
  void normalisesWhatUsersWrite(String written, String path) {
    assertThat(TreePath.normalise(written)).isEqualTo(path);
  }

  @Test
  void resolvesFromTheDirectoryOfAFile() {
    assertThat(TreePath.resolve("apps/web/prod", "../../base")).isEqualTo("apps/base");
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> TreePath.resolve("apps", "../../base"))
        .withMessageContaining("leads out of the repository");
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(() -> TreePath.normalise("/apps"))
        .withMessageContaining("absolute");
  }
}
