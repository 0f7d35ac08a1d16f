package dev.plumbline.sandbox.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "1000m, 1",
    "0.1, 100m",
    "1024Mi, 1Gi",
    "1Gi, 1Gi",
    "1500Mi, 1500Mi",
    "0.5Gi, 512Mi",
    "1000, 1k",
    "1e3, 1e3",
    "0, 0",
    "100Ki, 100Ki",
    "1.5, 1500m",
    "-1000m, -1",
    "2000M, 2G",
    "1Ki, 1Ki",
    "512, 512",
    "0.0000000001, 1n"
  })
  void writesEachQuantityInOneWay(String text, String canonical) {
    assertThat(Quantity.canonical(text)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1 Gi", "1gi", "1e", "--1", "1e99999"})
  void refusesWhatIsNoQuantity(String text) {
    assertThat(Quantity.canonical(text)).isEmpty();
  }
}
