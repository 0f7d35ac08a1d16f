package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {

  @ParameterizedTest
  @CsvSource({
    "'', 7.1.3, true",
    "1.4.2, 1.4.2, true",
    "1.4.2, v1.4.2+build.7, true",
    "1.4.2, 1.4.3, false",
    "1.4, 1.4.9, true",
    "v1, 1.9, true",
    "1, 2.0.0, false",
    "!=1.4, 1.4.9, false",
    "!=1.4, 1.5.0, true",
    "!=1.4.1, 1.4.2, true",
    ">3, 3.9.9, false",
    ">3, 4.0.0, true",
    ">3.1, 3.1.5, false",
    "<=3.1, 3.1.5, true",
    "<3.1.x, 3.1.0, false",
    "~2, 2.7.1, true",
    "~>2.3, 2.4.0, false",
    "~2.3.1, 2.3.0, false",
    "^2.3.1, 2.9.0, true",
    "^0.4.1, 0.5.0, false",
    "^0.0.4, 0.0.5, false",
    "^0.0, 0.0.5, true",
    "^0, 0.9.0, true",
    "2.1 - 2.3, 2.3.7, true",
    "2.1 - 2.3, 2.4.0, false",
    "'2.1 - 2.9, !=2.4.0', 2.4.0, false",
    "=> 1.2 =< 1.4, 1.4.8, true",
    "<1 || >=3, 2.0.0, false",
    "<1||>=3, 3.0.0, true",
  })
  void understandsWhatHelmDoes(String range, String version, boolean included) {
    assertThat(VersionRange.of(range).includes(version)).isEqualTo(included);
  }

  @ParameterizedTest
  @CsvSource({
    "*, 1.0.0-rc.1, false",
    "*-0, 1.0.0-rc.1, true",
    ">=1.0.0, 1.2.0-rc.1, false",
    ">=1.0.0-0, 1.2.0-rc.1, true",
    ">=1.0.0 <2.0.0-0, 1.2.0-rc.1, true",
    ">=1.0.0-0 <1.1.0 || >=2.0.0, 2.1.0-rc.1, false",
    "^1.0.0-rc.2, 1.0.0-rc.1, false",
    "^1.0.0-rc.2, 1.0.0-rc.10, true",
    "!=1.4-rc, 1.4.0, true",
  })
  void preReleasesCountOnlyWhereOneIsNamed(String range, String version, boolean included) {
    assertThat(VersionRange.of(range).includes(version)).isEqualTo(included);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"main", "1.2.3.4", ">= ", "1.2,", "1 ||", ">1 - 2", "1.0.0~ 2", "1.0.0-rc.01"})
  void saysWhereATextIsNoRange(String text) {
    assertThatThrownBy(() -> VersionRange.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\" is wrong at character");
  }

  @Test
  void takesTheHighestAndPassesOverWhatIsNoVersion() {
    Stream<String> names = Stream.of("1.9.0", "1.10.0", "latest", "2.0.0-rc.1", "1.2.3.4", "v1.10");

    assertThat(VersionRange.of("").highest(names)).contains("1.10.0");
  }

  @Test
  void noTextTakesLong() {
    String spaces = "1" + " ".repeat(150) + "1" + " ".repeat(40) + "!";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatThrownBy(() -> VersionRange.of(spaces)).hasMessageContaining("wrong"));
    assertThatThrownBy(() -> VersionRange.of("1".repeat(300))).hasMessageContaining("longer than");
  }
}
