package dev.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole of it where {@code -Pbench} asks for it; otherwise a few pushes, to see that what is
 * measured is reported. No time is asserted: machines differ.
 */
class BenchIT {

  @Test
  void whatIsMeasuredIsReported() throws Exception {
    // given
    boolean full = System.getProperty("bench.extent", "smoke").equals("full");
    List<String> named =
        Arrays.stream(System.getProperty("bench.only", "").split(","))
            .filter(name -> !name.isBlank())
            .toList();

    // when
    Report report =
        full ? Bench.run(Extent.full(), named) : Bench.run(Extent.smoke(), List.of("push"));

    // then
    JsonNode json = Json.mapper().readTree(Files.readAllBytes(Bench.REPORT));
    assertThat(json.at("/environment/processors").asInt()).isPositive();
    assertThat(json.at("/environment/cluster").asText()).isNotEmpty();
    assertThat(json.path("figures")).hasSameSizeAs(report.figures()).isNotEmpty();
    for (JsonNode figure : json.path("figures")) {
      assertThat(figure.path("n").asInt()).as("%s", figure).isPositive();
      assertThat(figure.path("unit").asText()).as("%s", figure).isNotEmpty();
      assertThat(figure.path("p50").isNumber()).as("%s", figure).isTrue();
      assertThat(report.table()).contains(figure.path("name").asText());
    }
    if (!full) {
      assertThat(json.path("figures").toString())
          .contains("push returned -> object seen", "push returned -> converged", "hop: ");
    }
  }
}
