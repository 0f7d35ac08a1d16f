package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of its sources an application shares with another: the same ref of the same repository. */
final class SourceNames {

  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^@/]*@)?([^/:]+)(?::(?:[0-9]+/)?)?(.*)");

  private SourceNames() {}

  /** Each source's name to its commit; empty when it is not known which commit is whose. */
  static Map<String, String> commits(Application application, List<String> revisions) {
    List<Source> sources = application.spec().allSources();
    Map<String, String> commits = new HashMap<>();
    if (sources.size() == revisions.size()) {
      for (int i = 0; i < sources.size(); i++) {
        commits.put(name(sources.get(i)), revisions.get(i));
      }
    }
    return commits;
  }

  /** Whether one of its sources is among these. */
  static boolean has(Application application, Set<String> names) {
    return application.spec().allSources().stream()
        .map(SourceNames::name)
        .anyMatch(names::contains);
  }

  private static String name(Source source) {
    return name(
        source.repoURL(),
        source.isChart() ? String.valueOf(source.chart()) : "",
        source.targetRevisionOrDefault());
  }

  private static String name(String repoURL, String chart, String revision) {
    return repository(repoURL) + " " + chart + " " + revision;
  }

  /** The names of an application's sources, in order, as its {@code spec} gives them. */
  static List<String> of(JsonNode spec) {
    List<String> names = new ArrayList<>();
    for (JsonNode source :
        spec.has("source") ? List.of(spec.path("source")) : spec.path("sources")) {
      String revision = source.path("targetRevision").asText("");
      names.add(
          name(
              source.path("repoURL").asText(),
              source.path("chart").asText(""),
              revision.isEmpty() ? "HEAD" : revision));
    }
    return names;
  }

  /**
   * The same for each way to write one address: over HTTPS or SSH, with and without {@code .git}.
   */
  static String repository(String url) {
    Matcher address = ADDRESS.matcher(url.strip());
    if (!address.matches()) {
      return url;
    }
    String path = address.group(2).replaceAll("^/+|/+$", "").replaceAll("\\.git$", "");
    return address.group(1).toLowerCase(Locale.ROOT) + "/" + path;
  }
}
