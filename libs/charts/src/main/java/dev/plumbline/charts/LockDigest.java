package dev.plumbline.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The digest by which a lock file tells what it was made from, as Helm makes it. */
final class LockDigest {

  private LockDigest() {}

  /**
   * Whether a lock file belongs to the dependencies.
   *
   * @param written dependencies as they are written
   * @param resolved the same with URLs in place of aliases
   */
  static boolean fits(ChartYaml chart, List<Dependency> written, List<Dependency> resolved) {
    ArrayNode both = JsonNodeFactory.instance.arrayNode();
    both.add(array(resolved));
    both.add(array(chart.locked()));
    if (digest(both).equals(chart.digest())) {
      return true;
    }
    JsonNode second =
        JsonNodeFactory.instance.objectNode().<JsonNode>set("dependencies", array(written));
    return chart.oldForm() && digest(second).equals(chart.digest());
  }

  private static ArrayNode array(List<Dependency> dependencies) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    dependencies.forEach(each -> array.add(each.forDigest()));
    return array;
  }

  private static String digest(JsonNode json) {
    return "sha256:" + Digests.of(escaped(json.toString()).getBytes(StandardCharsets.UTF_8));
  }

  /** Go's JSON is safe to be put into HTML. */
  private static String escaped(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
