package dev.plumbline.helm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.helm.values.ValuesYaml;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Charts written in a test. */
final class HelmCharts {

  private HelmCharts() {}

  /** A chart of files in turns of path and text; {@code Chart.yaml} is there already. */
  static Map<String, byte[]> chart(String... files) {
    Map<String, byte[]> chart = new TreeMap<>();
    chart.put("Chart.yaml", bytes("apiVersion: v2\nname: small\nversion: 0.1.0\n"));
    for (int i = 0; i < files.length; i += 2) {
      chart.put(files[i], bytes(files[i + 1]));
    }
    return chart;
  }

  static HelmRequest request(Map<String, byte[]> chart) {
    return HelmRequest.of(chart, "demo", "shop", "1.33.0");
  }

  static ObjectNode values(String yaml) {
    return ValuesYaml.object("values", yaml);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
