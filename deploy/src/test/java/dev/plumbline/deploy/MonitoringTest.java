package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules in themselves; whether their metrics are there e2e tells. */
class MonitoringTest {

  private static final Path ALERTS = Path.of("monitoring/alerts.yaml");
  private static final Path DASHBOARD = Path.of("monitoring/dashboard.json");

  @Test
  void everyAlertSaysWhatItMeansAndWhatToDo() throws IOException {
    String page = Files.readString(Path.of("../docs/alerts.md"));
    Set<String> names = new HashSet<>();
    for (JsonNode group : Manifest.all(Files.readString(ALERTS)).get(0).object().path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String name = rule.path("alert").asText();
        assertThat(names.add(name)).as("%s is there once", name).isTrue();
        assertThat(rule.at("/labels/severity").asText()).isIn("info", "warning", "critical");
        assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
        assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
        assertThat(rule.at("/annotations/runbook").asText())
            .isEqualTo("docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
        assertThat(page).contains("\n## " + name + "\n");
      }
    }
    assertThat(page.split("\n## ")).as("sections of the page").hasSize(names.size() + 1);
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    assumeTrue(Tool.isThere("promtool"), "there is no promtool");

    assertThat(Tool.run("promtool", "check", "rules", ALERTS.toString())).contains("SUCCESS");
  }

  @Test
  void prometheusTakesEveryQueryOfTheDashboard() throws Exception {
    assumeTrue(Tool.isThere("promtool"), "there is no promtool");
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int number = 0;
    for (String query : queries()) {
      rules.append("      - record: panel:query:%d\n".formatted(number++));
      rules.append("        expr: >-\n          %s\n".formatted(query));
    }
    Path file = Files.writeString(Path.of("target/dashboard-rules.yaml"), rules);

    assertThat(Tool.run("promtool", "check", "rules", file.toString()))
        .contains("SUCCESS: " + number + " rules found");
  }

  @Test
  void everyPanelHasATitleAPlaceOfItsOwnAndQueries() throws IOException {
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      assertThat(places.add(panel.at("/gridPos/x") + "," + panel.at("/gridPos/y")))
          .as(title)
          .isTrue();
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("targets")).as(title).isNotEmpty();
      }
    }
    assertThat(queries()).hasSizeGreaterThan(30);
  }

  /** Queries as Prometheus gets them, when Grafana has put in what its variables stand for. */
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "1m")
                .replace("$__range", "1h")
                .replace("$project", ".*"));
      }
    }
    return queries;
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Files.readString(DASHBOARD));
  }
}
