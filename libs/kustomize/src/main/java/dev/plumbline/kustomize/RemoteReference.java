package dev.plumbline.kustomize;

import dev.plumbline.kustomize.files.RemoteParser;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder of a repository elsewhere, as a kustomization names it.
 *
 * @param written what the kustomization says
 * @param repository what to clone, as Git takes it: a URL, or {@code user@host:path}
 * @param path of the folder in the repository; its root is empty
 * @param ref branch, tag or commit; empty for what the repository's {@code HEAD} is
 * @param timeout how long getting it may take
 * @param submodules whether submodules are wanted too
 */
public record RemoteReference(
    String written,
    String repository,
    String path,
    String ref,
    Duration timeout,
    boolean submodules) {

  /**
   * The reference that a path is, by the rules of the official tool; nothing when the path is one
   * of this repository, or cannot be understood.
   */
  public static Optional<RemoteReference> parse(String path) {
    return RemoteParser.parse(path);
  }

  /** Whether the official tool would get a file from the network for this path. */
  public static boolean isUrl(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  /** The name of the host, in lower case, without user and port; empty for a local repository. */
  public String host() {
    return RemoteParser.hostOf(repository);
  }

  /** The repository without what could be a password in its URL. */
  public String display() {
    return withoutPassword(repository);
  }

  /** A URL without what could be a password in it. */
  public static String withoutPassword(String url) {
    return url.replaceFirst("^([a-zA-Z]+://[^/@:]*):[^/@]*@", "$1@");
  }
}
