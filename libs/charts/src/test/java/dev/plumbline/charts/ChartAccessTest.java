package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartAccessTest {

  private static final ChartRepositoryUrl URL = ChartRepositoryUrl.parse("oci://ghcr.io/org");

  private static ChartAccess read(Map<String, String> secret) {
    return ChartAccess.fromSecret(secret, URL);
  }

  @Test
  void readsTheKeysThatOthersWrite() {
    assertThat(read(Map.of("username", "u", "password", "p\n")).basicAuthorization())
        .isEqualTo("Basic dTpw");
    assertThat(read(Map.of("bearerToken", "t", "username", "u")).authorization())
        .isEqualTo("Bearer t");
    assertThat(read(Map.of("caFile", "PEM")).caCertificates()).isEqualTo("PEM");
    assertThat(read(Map.of("certFile", "C", "keyFile", "K")).clientKey()).isEqualTo("K");
    assertThat(read(Map.of("passCredentials", "true", "insecureSkipVerify", "no")))
        .extracting(ChartAccess::passCredentials, ChartAccess::insecureSkipVerify)
        .containsExactly(true, false);
    assertThat(read(Map.of("other", "x", "username", " "))).isEqualTo(ChartAccess.NONE);
  }

  @Test
  void readsTheLoginOfItsOwnRegistryOnly() {
    String config =
        """
        {"auths": {"quay.io": {"username": "wrong", "password": "wrong"},
                   "https://ghcr.io/v2/": {"username": "u", "password": "p"}}}
        """;

    assertThat(read(Map.of(".dockerconfigjson", config)).username()).isEqualTo("u");
    assertThat(read(Map.of(".dockerconfigjson", "{}")).identifies()).isFalse();
  }

  @Test
  void saysWhichKeyIsMissingAndNoValue() {
    assertThatThrownBy(() -> read(Map.of("password", "s3cr3t")))
        .hasMessageContaining("no username")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> read(Map.of("tls.key", "s3cr3t")))
        .hasMessageContaining("tls.crt and tls.key");
    assertThatThrownBy(() -> read(Map.of(".dockerconfigjson", "s3cr3t")))
        .hasMessageContaining("not JSON")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(
            () ->
                read(
                    Map.of(".dockerconfigjson", "{\"auths\":{\"ghcr.io\":{\"auth\":\"s3cr3t\"}}}")))
        .hasMessageContaining("base64")
        .hasMessageNotContaining("s3cr3t");
    assertThat(ChartAccess.basic("u", "s3cr3t").toString()).doesNotContain("s3cr3t", "u]");
  }
}
