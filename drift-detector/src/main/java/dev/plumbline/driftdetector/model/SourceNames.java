package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Source;
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
    return repository(source.repoURL())
        + " "
        + (source.isChart() ? source.chart() : "")
        + " "
        + source.targetRevisionOrDefault();
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
