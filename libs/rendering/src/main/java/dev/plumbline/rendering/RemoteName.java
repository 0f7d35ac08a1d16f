package dev.plumbline.rendering;

import dev.plumbline.charts.ChartVersions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something outside of its sources that an application is rendered from.
 *
 * @param kind what it is
 * @param url of the repository, file or chart repository, without credentials; of a Secret or
 *     ConfigMap its name; of a cluster its name
 * @param ref branch, tag or commit of a repository, empty for its {@code HEAD}; {@code name
 *     version} of a chart; {@code group/Kind} of a kind; else empty
 */
public record RemoteName(Kind kind, String url, String ref) implements Comparable<RemoteName> {

  private static final String COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}";

  /** What can be remote. */
  public enum Kind {
    /** A repository that a kustomization names. */
    REPOSITORY("remote:"),
    /** A file that a kustomization names by URL. */
    FILE("remote-file:"),
    /** A chart that a chart depends on, or that a kustomization names. */
    CHART("chart:"),
    /** A Secret in the application's namespace on the control cluster. */
    SECRET("secret:"),
    /** A ConfigMap there. */
    CONFIG_MAP("config-map:"),
    /** What the destination cluster serves: its version and the list of its APIs. */
    CLUSTER("cluster:"),
    /** Whether a kind has namespaces on the destination cluster. */
    SCOPE("scope:");

    private final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }

  /** A chart of a chart repository. */
  public static RemoteName chart(String repository, String name, String version) {
    return new RemoteName(Kind.CHART, repository, name + " " + version);
  }

  /** A Secret in the application's namespace. */
  public static RemoteName secret(String name) {
    return new RemoteName(Kind.SECRET, name, "");
  }

  /** A ConfigMap in the application's namespace. */
  public static RemoteName configMap(String name) {
    return new RemoteName(Kind.CONFIG_MAP, name, "");
  }

  /** What a cluster serves. */
  public static RemoteName cluster(String name) {
    return new RemoteName(Kind.CLUSTER, name, "");
  }

  /** A kind of a cluster. */
  public static RemoteName scope(String cluster, String group, String kind) {
    return new RemoteName(Kind.SCOPE, cluster, group + "/" + kind);
  }

  /** How a state record names its owner among the read-sets; the ref is the entry in it. */
  public String mark() {
    return kind.mark + url;
  }

  /**
   * What a read-set of a state record is of; nothing when it is of the application's own source.
   */
  static Optional<RemoteName> of(String mark, String ref) {
    return Stream.of(Kind.values())
        .filter(kind -> mark.startsWith(kind.mark))
        .map(kind -> new RemoteName(kind, mark.substring(kind.mark.length()), ref))
        .findFirst();
  }

  /** The name of a chart, without its version. */
  public String chartName() {
    return ref.substring(0, Math.max(ref.indexOf(' '), 0));
  }

  /** The version of a chart, or range of versions. */
  public String chartVersion() {
    return ref.substring(ref.indexOf(' ') + 1);
  }

  /**
   * Whether what it stands for can be another tomorrow without anybody telling.
   *
   * @param revision what it is now
   */
  public boolean moves(String revision) {
    return switch (kind) {
      case REPOSITORY -> !ref.matches(COMMIT);
      case CHART -> ChartVersions.moves(chartVersion());
      case SCOPE -> revision.equals(RemoteAnswer.UNKNOWN);
      case FILE, SECRET, CONFIG_MAP, CLUSTER -> true;
    };
  }

  @Override
  public int compareTo(RemoteName other) {
    return toString().compareTo(other.toString());
  }

  /** For people. */
  @Override
  public String toString() {
    return switch (kind) {
      case REPOSITORY, FILE -> ref.isEmpty() ? url : url + " at " + ref;
      case CHART -> "chart " + ref + " of " + url;
      case SECRET -> "the Secret '" + url + "'";
      case CONFIG_MAP -> "the ConfigMap '" + url + "'";
      case CLUSTER -> "the cluster '" + url + "'";
      case SCOPE -> "the kind " + ref + " of the cluster '" + url + "'";
    };
  }
}
