package dev.plumbline.renderer.model;

import java.util.Map;
import java.util.Optional;

/**
 * Something outside of its own repository that an application is rendered from.
 *
 * @param kind what it is
 * @param url of the repository or file, without credentials
 * @param ref branch, tag or commit of a repository; empty for its {@code HEAD}, and for files
 */
public record RemoteName(Kind kind, String url, String ref) implements Comparable<RemoteName> {

  private static final Map<Kind, String> MARKS =
      Map.of(Kind.REPOSITORY, "remote:", Kind.FILE, "remote-file:");

  /** What can be remote. */
  public enum Kind {
    REPOSITORY,
    FILE
  }

  /** How a state record names its owner among the read-sets; the ref is the entry in it. */
  public String mark() {
    return MARKS.get(kind) + url;
  }

  /**
   * What a read-set of a state record is of; nothing when it is of the application's own source.
   */
  static Optional<RemoteName> of(String mark, String ref) {
    return MARKS.entrySet().stream()
        .filter(each -> mark.startsWith(each.getValue()))
        .map(each -> new RemoteName(each.getKey(), mark.substring(each.getValue().length()), ref))
        .findFirst();
  }

  /** Whether what it stands for can be another tomorrow: anything but a whole commit id. */
  public boolean moves() {
    return !ref.matches("[0-9a-f]{40}|[0-9a-f]{64}");
  }

  @Override
  public int compareTo(RemoteName other) {
    return toString().compareTo(other.toString());
  }

  /** For people. */
  @Override
  public String toString() {
    return ref.isEmpty() ? url : url + " at " + ref;
  }
}
