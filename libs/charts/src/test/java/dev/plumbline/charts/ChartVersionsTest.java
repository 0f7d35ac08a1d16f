package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartVersionsTest {

  private static final List<String> AVAILABLE =
      List.of("2.0.0-rc.1", "1.10.0", "1.9.1", "v1.9.0", "0.3.0+build.5", "latest", "broken");

  @ParameterizedTest
  @CsvSource({
    "'', 1.10.0",
    "latest, latest",
    "*, 1.10.0",
    "^1, 1.10.0",
    "1.9.x, 1.9.1",
    "1.9.0, v1.9.0",
    "1.9, 1.9.1",
    ">=2-0, 2.0.0-rc.1",
    "2.0.0-rc.1, 2.0.0-rc.1",
    "0.3.0, 0.3.0+build.5",
    "~0.2 || ~0.3, 0.3.0+build.5",
  })
  void takesTheHighestInTheRange(String wanted, String version) {
    assertThat(ChartVersions.choose(wanted, AVAILABLE)).contains(version);
  }

  @Test
  void latestIsTheNewestReleaseWhereNothingIsCalledSo() {
    assertThat(ChartVersions.choose("latest", List.of("1.0.0", "1.1.0", "1.2.0-rc.1")))
        .contains("1.1.0");
    assertThat(ChartVersions.choose("^3", AVAILABLE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, false",
    "v1.2.3-rc.1+5, false",
    "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
    "'', true",
    "latest, true",
    "1.2, true",
    "~1.2.3, true",
    "1.2.x, true",
    ">=1.2.3 <2, true",
  })
  void tellsWhatCanMove(String wanted, boolean moves) {
    assertThat(ChartVersions.moves(wanted)).isEqualTo(moves);
  }

  @Test
  void saysWhatMayHaveBeenMeant() {
    List<String> charts = List.of("nginx", "nginx-ingress", "postgresql", "redis");

    assertThat(ChartVersions.near("ngnix", charts)).isEqualTo("it has nginx");
    assertThat(ChartVersions.near("ingress", charts)).isEqualTo("it has nginx-ingress");
    assertThat(ChartVersions.near("zzz", charts)).contains("nginx, nginx-ingress, postgresql");
    assertThat(ChartVersions.newest(AVAILABLE)).startsWith("it has 2.0.0-rc.1, 1.10.0, 1.9.1");
    assertThatThrownBy(() -> ChartVersions.check("main")).hasMessageContaining("\"main\"");
  }
}
