package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.Chart;
import dev.plumbline.kustomize.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which charts a kustomization wants. */
public final class ChartReader {

  private static final String DEFAULT_HOME = "charts";
  private static final String DEFAULT_MERGE = "override";
  private static final List<String> MERGES = List.of("merge", DEFAULT_MERGE, "replace");

  private ChartReader() {}

  /** What all charts of a kustomization share. */
  private record Homes(String charts, String config) {

    static final Homes NONE = new Homes("", "");

    /** The last that says something counts. */
    Homes or(Homes later) {
      return new Homes(
          later.charts.isEmpty() ? charts : later.charts,
          later.config.isEmpty() ? config : later.config);
    }
  }

  /** The charts of a kustomization in the order of the original: those of the old field last. */
  static List<Chart> charts(FieldReader fields) {
    List<Homes> oldHomes = new ArrayList<>();
    fields.objects(
        "helmChartInflationGenerator",
        each -> oldHomes.add(new Homes(each.text("chartHome"), each.text("helmHome"))));
    Homes homes =
        fields
            .object("helmGlobals")
            .map(ChartReader::globals)
            .orElse(oldHomes.stream().reduce(Homes.NONE, Homes::or));
    List<Chart> charts = new ArrayList<>();
    charts.addAll(fields.objects("helmCharts", each -> ended(each, chart(each, homes))));
    charts.addAll(
        fields.objects("helmChartInflationGenerator", each -> ended(each, oldChart(each, homes))));
    return charts;
  }

  /** A chart that stands alone, as the configuration of a generator. */
  public static Chart standingAlone(FieldReader fields) {
    return chart(fields, homes(fields));
  }

  private static Homes globals(FieldReader fields) {
    Homes homes = homes(fields);
    fields.end();
    return homes;
  }

  private static Homes homes(FieldReader fields) {
    return new Homes(fields.text("chartHome"), fields.text("configHome"));
  }

  private static Chart ended(FieldReader fields, Chart chart) {
    fields.end();
    return chart;
  }

  private static Chart chart(FieldReader fields, Homes homes) {
    return new Chart(
        name(fields, "name"),
        fields.text("version"),
        fields.text("repo"),
        fields.text("releaseName"),
        fields.text("namespace"),
        homes.charts().isEmpty() ? DEFAULT_HOME : homes.charts(),
        homes.config(),
        fields.texts("additionalValuesFiles"),
        fields.text("valuesFile"),
        values(fields, "valuesInline"),
        merge(fields),
        fields.flag("includeCRDs"),
        fields.flag("skipHooks"),
        fields.texts("apiVersions"),
        fields.text("kubeVersion"),
        fields.text("nameTemplate"),
        fields.flag("skipTests"),
        fields.flag("debug"),
        fields.flag("devel"));
  }

  /** The old way to write one. Fields that Helm no longer has say nothing. */
  private static Chart oldChart(FieldReader fields, Homes homes) {
    List.of("chartHome", "helmHome", "chartRepoName", "helmBin", "releaseNamespace", "extraArgs")
        .forEach(fields::node);
    return new Chart(
        name(fields, "chartName"),
        fields.text("chartVersion"),
        fields.text("chartRepoUrl"),
        fields.text("releaseName"),
        "",
        homes.charts().isEmpty() ? DEFAULT_HOME : homes.charts(),
        homes.config(),
        List.of(),
        fields.text("values"),
        values(fields, "valuesLocal"),
        merge(fields),
        false,
        false,
        List.of(),
        "",
        "",
        false,
        false,
        false);
  }

  private static String name(FieldReader fields, String field) {
    String name = fields.text(field);
    if (name.isEmpty()) {
      throw fields.problem(field, "chart name cannot be empty");
    }
    return name;
  }

  private static String merge(FieldReader fields) {
    String merge = fields.text("valuesMerge");
    if (!merge.isEmpty() && !MERGES.contains(merge)) {
      throw fields.problem("valuesMerge", "valuesMerge must be one of " + MERGES);
    }
    return merge.isEmpty() ? DEFAULT_MERGE : merge;
  }

  private static Map<String, @Nullable Object> values(FieldReader fields, String field) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    Node node = fields.node(field).orElse(null);
    if (node == null) {
      return values;
    }
    if (!(ConfigData.of(node) instanceof Map<?, ?> map)) {
      throw fields.problem(field, "expected a mapping");
    }
    map.forEach((key, value) -> values.put((String) key, value));
    return values;
  }
}
