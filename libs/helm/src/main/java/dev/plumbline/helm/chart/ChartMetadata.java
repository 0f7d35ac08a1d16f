package dev.plumbline.helm.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.helm.HelmException;
import dev.plumbline.helm.values.ValuesYaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code Chart.yaml} says, and {@code requirements.yaml} of old charts.
 *
 * @param apiVersion {@code v1} when it says none, as Helm has it
 * @param type {@code application} or {@code library}; the former when it says none
 * @param kubeVersion the versions of Kubernetes that it is for; empty for all
 */
public record ChartMetadata(
    String apiVersion,
    String name,
    String version,
    String appVersion,
    String type,
    String kubeVersion,
    List<Dependency> dependencies) {

  private static final String CHART = "Chart.yaml";
  private static final String REQUIREMENTS = "requirements.yaml";

  public ChartMetadata {
    dependencies = List.copyOf(dependencies);
  }

  /**
   * A chart that this one is made with. Conditions and tags are Helm's to judge.
   *
   * @param version a version or a range
   * @param repository empty when the chart is in {@code charts/} anyway
   * @param alias empty when it keeps its name
   */
  public record Dependency(
      String name,
      String version,
      String repository,
      String alias,
      String condition,
      List<String> tags) {
    public Dependency {
      tags = List.copyOf(tags);
    }
  }

  /** Whether it only lends definitions to other charts. */
  public boolean isLibrary() {
    return type.equals("library");
  }

  /**
   * Reads it from a chart's files.
   *
   * @throws HelmException {@code INVALID} with file and line
   */
  public static ChartMetadata of(Map<String, byte[]> files) {
    byte[] chart = files.get(CHART);
    if (chart == null) {
      throw HelmException.invalid(CHART, 0, "a chart must have this file");
    }
    ObjectNode fields = object(CHART, chart);
    String apiVersion = text(CHART, fields, "apiVersion");
    List<Dependency> dependencies = dependencies(CHART, fields);
    byte[] requirements = files.get(REQUIREMENTS);
    if (requirements != null) {
      List<Dependency> older = dependencies(REQUIREMENTS, object(REQUIREMENTS, requirements));
      dependencies = older.isEmpty() ? dependencies : older;
    }
    String name = required(fields, "name");
    if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw HelmException.invalid(CHART, 0, "name: expected a name, not the path '" + name + "'");
    }
    String type = text(CHART, fields, "type");
    return new ChartMetadata(
        apiVersion.isEmpty() ? "v1" : apiVersion,
        name,
        required(fields, "version"),
        text(CHART, fields, "appVersion"),
        type.isEmpty() ? "application" : type,
        text(CHART, fields, "kubeVersion"),
        dependencies);
  }

  private static ObjectNode object(String file, byte[] content) {
    return ValuesYaml.object(file, new String(content, StandardCharsets.UTF_8));
  }

  private static List<Dependency> dependencies(String file, ObjectNode fields) {
    JsonNode list = fields.path("dependencies");
    if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
      throw HelmException.invalid(file, 0, "dependencies: expected a list");
    }
    List<Dependency> dependencies = new ArrayList<>();
    for (JsonNode each : list) {
      if (!(each instanceof ObjectNode entry)) {
        throw HelmException.invalid(file, 0, "dependencies: expected mappings");
      }
      List<String> tags = new ArrayList<>();
      entry.path("tags").forEach(tag -> tags.add(tag.asText()));
      dependencies.add(
          new Dependency(
              text(file, entry, "name"),
              text(file, entry, "version"),
              text(file, entry, "repository"),
              text(file, entry, "alias"),
              text(file, entry, "condition"),
              tags));
    }
    return dependencies;
  }

  private static String required(ObjectNode fields, String field) {
    String text = text(CHART, fields, field);
    if (text.isEmpty()) {
      throw HelmException.invalid(CHART, 0, field + ": a chart must have one");
    }
    return text;
  }

  private static String text(String file, ObjectNode fields, String field) {
    JsonNode value = fields.path(field);
    if (value.isContainerNode()) {
      throw HelmException.invalid(file, 0, field + ": expected text");
    }
    return value.isMissingNode() || value.isNull() ? "" : value.asText();
  }
}
