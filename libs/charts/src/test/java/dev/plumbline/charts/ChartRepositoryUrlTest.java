package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartRepositoryUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://charts.example.com/stable, charts.example.com/stable",
    "https://charts.example.com/stable/, charts.example.com/stable",
    "HTTPS://Charts.Example.com:443//stable, charts.example.com/stable",
    "http://charts.example.com:80, charts.example.com",
    "https://charts.example.com:8443/a, charts.example.com:8443/a",
    "oci://ghcr.io/org/charts, oci://ghcr.io/org/charts",
    "oci://GHCR.io/org/charts/, oci://ghcr.io/org/charts",
    "oci://docker.io/bitnamicharts, oci://registry-1.docker.io/bitnamicharts",
    "oci://127.0.0.1:5000, oci://127.0.0.1:5000",
  })
  void hasOneIdentityHoweverItIsWritten(String url, String id) {
    assertThat(ChartRepositoryUrl.parse(url).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "'', empty",
    "charts.example.com, expected https",
    "git@github.com:org/repo.git, expected https",
    "file:///etc, expected https",
    "mailto:a@b.c, expected https",
    "https://user:s3cr3t@charts.example.com, belong into a Secret",
    "https://charts.example.com/a?token=1, no query",
    "https:///stable, no valid host",
    "https://charts.example.com/a/../b, segments",
    "https://charts.example.com/a/%2e%2E/b, segments",
    "https://charts.example.com:70000/a, between 1 and 65535",
    "oci://ghcr.io/Org/Charts, lower-case",
    "'https://charts.example.com/a b', expected https",
  })
  void saysWhatIsWrong(String url, String why) {
    assertThatThrownBy(() -> ChartRepositoryUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void aRegistrysUrlMayNameTheChart() {
    ChartRepositoryUrl url = ChartRepositoryUrl.parse("oci://ghcr.io/org/charts/podinfo");

    assertThat(url.lastSegment()).isEqualTo("podinfo");
    assertThat(url.parent()).isEqualTo(ChartRepositoryUrl.parse("oci://ghcr.io/org/charts"));
    assertThatThrownBy(() -> ChartRepositoryUrl.parse("oci://ghcr.io").parent())
        .hasMessageContaining("no chart");
  }
}
