package dev.plumbline.helm.rewrite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.helm.HelmRequest;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.helm.chart.NestedCharts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chart and its values, changed so that Helm as a library makes of them what its command line
 * makes of the originals.
 */
public final class PreparedChart {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFINITIONS = "templates/_plumbline-api-versions.tpl";
  private static final String SCHEMA = "values.schema.json";
  private static final Pattern SUBCHART_SCHEMA = Pattern.compile("(?:charts/[^/]+/)*" + SCHEMA);
  private static final Pattern RAW_IN_YAML =
      Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

  private final SortedMap<String, byte[]> files;
  private final Crds crds;
  private final String values;
  private final boolean readsApiVersions;

  /**
   * Prepares a chart.
   *
   * @param known the API versions that Helm takes for granted
   */
  public PreparedChart(HelmRequest request, List<String> known, ChartLimits limits) {
    this.files = NestedCharts.unpacked(request.chart(), limits);
    files.remove(".helmignore");
    if (request.skipSchemaValidation()) {
      files.keySet().removeIf(path -> SUBCHART_SCHEMA.matcher(path).matches());
    }
    this.crds = new Crds(files);
    String given = request.values().toString();
    boolean hooks =
        given.contains(Hooks.NAME)
            || files.values().stream().anyMatch(content -> text(content).contains(Hooks.NAME));
    boolean reads = false;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().endsWith("Chart.yaml")) {
        reads |= rewrite(file, hooks);
      }
    }
    this.values = values(request.values(), hooks);
    this.readsApiVersions = reads || values.contains("plumbline.apiVersion");
    if (readsApiVersions) {
      files.put(DEFINITIONS, definitions(known, request.apiVersions()));
    }
  }

  /** Latin-1, so that what is no text comes out as it was. */
  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static boolean rewrite(Map.Entry<String, byte[]> file, boolean hooks) {
    String before = text(file.getValue());
    String hidden = hooks ? Hooks.hide(before) : before;
    ActionRewriter.Rewritten after = ActionRewriter.rewrite(hidden, hooks);
    if (!after.text().equals(before)) {
      file.setValue(after.text().getBytes(StandardCharsets.ISO_8859_1));
    }
    return after.readsApiVersions();
  }

  private static String values(ObjectNode given, boolean hooks) {
    JsonNode rewritten = rewritten(given, hooks);
    String json;
    try {
      json = JSON.writeValueAsString(rewritten);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree cannot be written", e);
    }
    // YAML has fewer characters than JSON, and more line breaks.
    return RAW_IN_YAML
        .matcher(json)
        .replaceAll(
            found -> Matcher.quoteReplacement("\\u%04x".formatted((int) found.group().charAt(0))));
  }

  private static JsonNode rewritten(JsonNode value, boolean hooks) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object
          .properties()
          .forEach(
              entry ->
                  copy.set(
                      hooks ? Hooks.hide(entry.getKey()) : entry.getKey(),
                      rewritten(entry.getValue(), hooks)));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(each -> copy.add(rewritten(each, hooks)));
      return copy;
    }
    if (value.isTextual()) {
      String hidden = hooks ? Hooks.hide(value.asText()) : value.asText();
      return TextNode.valueOf(ActionRewriter.rewrite(hidden, hooks).text());
    }
    return value;
  }

  private static byte[] definitions(List<String> known, List<String> given) {
    Set<String> all = new LinkedHashSet<>(known);
    all.addAll(given);
    ObjectNode set = JSON.createObjectNode();
    ArrayNode list = JSON.createArrayNode();
    for (String version : all) {
      set.put(version, "");
      list.add(version);
    }
    return ("{{ define \"plumbline.apiVersionSet\" }}"
            + set
            + "{{ end }}{{ define \"plumbline.apiVersionList\" }}"
            + list
            + "{{ end }}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The files, every subchart as a folder. */
  public SortedMap<String, byte[]> files() {
    return files;
  }

  /** The values as JSON that is YAML too. */
  public String values() {
    return values;
  }

  public Crds crds() {
    return crds;
  }

  /** Whether chart or values ask what the cluster serves. */
  public boolean readsApiVersions() {
    return readsApiVersions;
  }

  /** A message of Helm's as it is without our changes. */
  public static String unprepared(String message) {
    List<String[]> changes = new ArrayList<>();
    changes.add(new String[] {ActionRewriter.HAS, ".Capabilities.APIVersions.Has"});
    changes.add(new String[] {ActionRewriter.SET, ".Capabilities.APIVersions"});
    changes.add(new String[] {ActionRewriter.LIST, ".Capabilities.APIVersions"});
    String plain = message;
    for (String[] change : changes) {
      plain = plain.replace(change[0], change[1]);
    }
    return Hooks.show(plain);
  }
}
