package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an API server of Kubernetes 1.36 answered to each of these. */
class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0m, 0",
    "0Mi, 0",
    "0e3, 0",
    "0.0, 0",
    "-0, 0",
    "-1000m, -1",
    "10.0E9, 10e9",
    "1.001, 1.001",
    "2.001k, 2.001k",
    "1.000e6, 1e6",
    "1.001e3, 1.001e3",
    "2.500e3, 2.500e3",
    "1.00e2, 1.00e2",
    "1.2e4, 1.2e4",
    "0.1e1, 1",
    "1.100, 1.100",
    "1.10, 1100m",
    "0.001k, 1",
    "5.000, 5",
    "0.001, 1m",
    "1000m, 1",
    "1, 1",
    "0.1, 100m",
    "1024Mi, 1Gi",
    "1.5Gi, 1536Mi",
    "2e3, 2e3",
    "1500e0, 1500e0",
    "20e2, 2e3",
    "1e0, 1e0",
    "1e-3, 1e-3",
    "2E3, 2E3",
    "1E, 1E",
    "12e2, 1200",
    "1000, 1k",
    "1000k, 1M",
    "1024, 1024",
    "1024Ki, 1Mi",
    "1023Ki, 1023Ki",
    "0.5Ki, 512",
    "0.5Mi, 512Ki",
    "1.0001Ki, 1024102400u",
    "1.1Ki, 1126400m",
    "0.1Ki, 102400m",
    "100u, 100u",
    "+1, +1",
    ".5, 500m",
    "5., 5.",
    "1.0, 1",
    "1.50, 1500m",
    "01, 01",
    "1500m, 1500m",
    "2000M, 2G",
    "1.5e3, 1500",
    "0.5e3, 500",
    "1e19, 10e18",
    "1.0E10, 1.0E10",
    "123456789012345678, 123456789012345678",
    "1048576Ki, 1Gi",
    "1e1, 10",
    "1e2, 100",
    "10e-1, 1",
    "100e-2, 1",
    "3e-2, 30e-3",
    "0.25Gi, 256Mi",
    "1.25Mi, 1280Ki",
    "0.1Gi, 107374182400m",
    "1024m, 1024m",
    "1000n, 1u",
    "100000000n, 100m",
    "1e-4, 100e-6",
    "1e+3, 1e+3",
    "1e06, 1e06",
    "0001Gi, 0001Gi",
    "1.23456789, 1234567890n",
    "1e4, 10e3",
    "12345e3, 12345e3",
    "1e-1, 100e-3",
    "2.50k, 2500"
  })
  void isWrittenAsTheServerWritesIt(String text, String written) {
    assertThat(Quantity.canonical(text)).isEqualTo(written);
    assertThat(Quantity.same(text, written)).isTrue();
    assertThat(Quantity.canonical(written)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "many",
        "1 Gi",
        "1gi",
        "1e",
        "--1",
        "0.1n",
        "1.0000000001",
        "1e-10",
        "8Ei",
        "9223372036854775807Ki",
        "1000E",
        "1e999"
      })
  void staysWhereItIsNoneOrTheServerWouldRoundIt(String text) {
    assertThat(Quantity.canonical(text)).isEqualTo(text);
  }
}
