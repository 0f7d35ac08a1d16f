package dev.plumbline.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.yaml | a.yaml | true",
        "*.yaml | sub/a.yaml | true",
        "sub/*.yaml | a.yaml | false",
        "?.yaml | ab.yaml | false",
        "[a-c]x | bx | true",
        "[!a-c]x | bx | false",
        "[!a-c]x | dx | true",
        "{a,b/*}.yaml | b/c.yaml | true",
        "{a,b{1,2}}.yaml | b2.yaml | true",
        "{a,b{1,2}}.yaml | b.yaml | false",
        "\\*.yaml | a.yaml | false",
        "\\*.yaml | *.yaml | true",
        "** | any/thing | true",
        "a** | a | true",
      })
  void starsCrossSlashesUnlessThereIsASeparator(String glob, String text, boolean expected) {
    assertThat(Glob.of(glob).matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "github.com/org/*, github.com/org/repo, true",
    "github.com/org/*, github.com/org/group/repo, false",
    "github.com/org/**, github.com/org/group/repo, true",
    "github.com/*/infra, github.com/org/infra, true",
    "github.com/*/infra, github.com/a/b/infra, false",
    "github.com/org/*, github.com/organisation/repo, false",
  })
  void aSeparatorStopsASingleStar(String glob, String text, boolean expected) {
    assertThat(Glob.of(glob, '/').matches(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a",
        "a}",
        "[a",
        "a\\",
        "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
      })
  void whatIsNoGlobIsRefused(String glob) {
    assertThatThrownBy(() -> Glob.of(glob))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(glob);
  }

  @Test
  void hostileGlobsEnd() {
    assertThat(Glob.of("*a".repeat(500)).matches("a".repeat(4_000) + "b")).isFalse();
  }
}
