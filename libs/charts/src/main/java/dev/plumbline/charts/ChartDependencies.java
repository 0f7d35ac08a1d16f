package dev.plumbline.charts;

import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Completes charts with what they depend on, as {@code helm dependency build} does: what is in
 * {@code charts/} and fits stays; what is missing comes from its repository in the version that the
 * lock file names, or the newest in its range where there is no lock file; {@code file://} leads to
 * charts of the same repository of Git, which are completed in turn.
 */
public final class ChartDependencies {

  private static final int DEEPEST = 10;
  private static final int MOST_CHARTS = 300;
  private static final long MOST_BYTES = 256L * 1024 * 1024;

  private final ChartFetcher fetcher;
  private final LocalCharts local;
  private final Map<String, String> aliases;
  private final ChartUnpacker unpacker;
  private int charts;

  /**
   * For one chart of one repository of Git.
   *
   * @param aliases URLs of repositories by the names that {@code @name} and {@code alias:name} mean
   */
  public ChartDependencies(
      ChartFetcher fetcher,
      LocalCharts local,
      Map<String, String> aliases,
      ChartUnpacker unpacker) {
    this.fetcher = fetcher;
    this.local = local;
    this.aliases = Map.copyOf(aliases);
    this.unpacker = unpacker;
  }

  /**
   * The files of a chart with those of all that it depends on.
   *
   * @param folder where the chart is, from the root of the repository
   * @param chart its files by their path below the folder
   * @throws ChartException naming file and dependency when something cannot be had
   */
  public Map<String, byte[]> complete(String folder, Map<String, byte[]> chart) {
    return complete(folder, chart, new LinkedHashSet<>());
  }

  private Map<String, byte[]> complete(
      String folder, Map<String, byte[]> chart, Set<String> within) {
    checkBounds(folder, chart, within);
    within.add(folder);
    ChartYaml yaml = yaml(folder, chart);
    List<Dependency> written = yaml.dependencies();
    written.forEach(each -> checkRange(folder, yaml, each));
    VendoredCharts vendored = written.isEmpty() ? null : new VendoredCharts(chart, unpacker);
    if (vendored == null || written.stream().allMatch(vendored::has)) {
      within.remove(folder);
      return chart;
    }
    List<Dependency> resolved = resolved(folder, yaml);
    checkLock(folder, yaml, written, resolved);
    for (int i = 0; i < written.size(); i++) {
      if (!vendored.has(written.get(i))) {
        add(folder, yaml, resolved, i, vendored, within);
      }
    }
    checkBounds(folder, vendored.files(), Set.of());
    within.remove(folder);
    return vendored.files();
  }

  private void checkBounds(String folder, Map<String, byte[]> files, Set<String> within) {
    long bytes = files.values().stream().mapToLong(each -> each.length).sum();
    if (within.size() >= DEEPEST || ++charts > MOST_CHARTS || bytes > MOST_BYTES) {
      throw new ChartException(
          ChartException.Reason.TOO_LARGE,
          in(folder, "Chart.yaml")
              + ": the chart and what it depends on are more than "
              + DEEPEST
              + " deep, "
              + MOST_CHARTS
              + " charts or "
              + MOST_BYTES
              + " bytes");
    }
  }

  private static ChartYaml yaml(String folder, Map<String, byte[]> chart) {
    try {
      return ChartYaml.of(chart);
    } catch (IllegalArgumentException e) {
      throw new ChartException(
          ChartException.Reason.CORRUPT,
          "the chart in " + (folder.isEmpty() ? "." : folder) + ": " + e.getMessage());
    }
  }

  private static void checkRange(String folder, ChartYaml yaml, Dependency dependency) {
    try {
      ChartVersions.range(dependency.version());
    } catch (IllegalArgumentException e) {
      throw refused(folder, yaml, dependency, "" + e.getMessage());
    }
  }

  /** With URLs in place of names of repositories: the caller's, else those of the lock file. */
  private List<Dependency> resolved(String folder, ChartYaml yaml) {
    List<Dependency> resolved = new ArrayList<>();
    for (int i = 0; i < yaml.dependencies().size(); i++) {
      Dependency each = yaml.dependencies().get(i);
      String alias = each.repositoryAlias();
      if (alias.isEmpty()) {
        resolved.add(each);
        continue;
      }
      String url =
          Optional.ofNullable(aliases.get(alias))
              .or(() -> locked(yaml, each).map(Dependency::repository))
              .orElseThrow(
                  () ->
                      refused(
                          folder,
                          yaml,
                          each,
                          "\""
                              + each.repository()
                              + "\" is a name that only somebody's machine knows: write the"
                              + " repository's URL, or commit "
                              + yaml.lockFile()
                              + ", which has it"));
      resolved.add(each.from(url));
    }
    return resolved;
  }

  private static void checkLock(
      String folder, ChartYaml yaml, List<Dependency> written, List<Dependency> resolved) {
    if (yaml.digest() != null && !LockDigest.fits(yaml, written, resolved)) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          "the lock file ("
              + in(folder, yaml.lockFile())
              + ") is out of sync with the dependencies file ("
              + in(folder, yaml.dependenciesFile())
              + "): run helm dependency update and commit both");
    }
  }

  private static Optional<Dependency> locked(ChartYaml yaml, Dependency written) {
    int at = yaml.dependencies().indexOf(written);
    List<Dependency> locked = yaml.locked();
    if (at < locked.size() && locked.get(at).name().equals(written.name())) {
      return Optional.of(locked.get(at));
    }
    return locked.stream().filter(each -> each.name().equals(written.name())).findFirst();
  }

  private void add(
      String folder,
      ChartYaml yaml,
      List<Dependency> resolved,
      int at,
      VendoredCharts vendored,
      Set<String> within) {
    Dependency written = yaml.dependencies().get(at);
    Dependency dependency = resolved.get(at);
    if (dependency.repository().isEmpty()) {
      throw refused(
          folder,
          yaml,
          written,
          "it has no repository, and " + in(folder, "charts/" + written.name()) + " is missing");
    }
    String version = locked(yaml, written).map(Dependency::version).orElse(written.version());
    if (dependency.isLocal()) {
      addLocal(folder, yaml, dependency, version, vendored, within);
      return;
    }
    ChartRepositoryUrl url;
    try {
      url = ChartRepositoryUrl.parse(dependency.repository());
    } catch (IllegalArgumentException e) {
      throw refused(folder, yaml, written, "" + e.getMessage());
    }
    charts++;
    PulledChart chart = fetcher.fetch(url, dependency.name(), version);
    vendored.remove(dependency.name(), others(yaml, at));
    vendored.add(chart);
  }

  private void addLocal(
      String folder,
      ChartYaml yaml,
      Dependency dependency,
      String version,
      VendoredCharts vendored,
      Set<String> within) {
    String path;
    try {
      path = TreePath.resolve(folder, dependency.repository().substring("file://".length()));
    } catch (GitException e) {
      throw refused(folder, yaml, dependency, "" + e.getMessage());
    }
    if (within.contains(path)) {
      throw refused(
          folder, yaml, dependency, "charts depend on each other: " + within + " and " + path);
    }
    Map<String, byte[]> files = local.read(path);
    ChartYaml found = yaml(path, files);
    if (!found.name().equals(dependency.name())) {
      throw refused(
          folder,
          yaml,
          dependency,
          "the chart in " + path + " has the name " + Shown.quoted(found.name()));
    }
    if (!ChartVersions.range(version).includes(found.version())) {
      throw new ChartException(
          ChartException.Reason.NO_MATCHING_VERSION,
          at(folder, yaml, dependency)
              + "the chart in "
              + path
              + " has the version "
              + found.version()
              + ", "
              + (version.equals(dependency.version()) ? "expected " : yaml.lockFile() + " has ")
              + version);
    }
    Map<String, byte[]> complete = complete(path, files, within);
    vendored.remove(dependency.name(), List.of());
    vendored.add(found.name(), found.version(), complete);
  }

  private static List<Dependency> others(ChartYaml yaml, int than) {
    List<Dependency> others = new ArrayList<>(yaml.dependencies());
    others.remove(than);
    return others;
  }

  private static ChartException refused(
      String folder, ChartYaml yaml, Dependency dependency, String why) {
    return new ChartException(ChartException.Reason.REFUSED, at(folder, yaml, dependency) + why);
  }

  private static String at(String folder, ChartYaml yaml, Dependency dependency) {
    return in(folder, yaml.dependenciesFile()) + ": dependencies: " + dependency.name() + ": ";
  }

  private static String in(String folder, String file) {
    return TreePath.child(folder, file);
  }
}
