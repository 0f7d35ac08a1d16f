package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.RemoteReference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Splits what a kustomization writes for a remote folder, by the rules of the original. */
public final class RemoteParser {

  private static final List<String> SCHEMES = List.of("ssh://", "https://", "http://", "file://");
  private static final String LOCAL = "file://";
  private static final String AZURE = "_git/";
  private static final String SUFFIX = ".git";
  private static final int DEFAULT_SEGMENTS = 2;
  private static final Pattern USER =
      Pattern.compile("^([a-zA-Z][a-zA-Z0-9-]*@).*", Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile("^(?:[a-z]+://)?(?:[^/@]*@)?(\\[[^]]*]|[^/:]+)[/:].*$", Pattern.DOTALL);

  private RemoteParser() {}

  /** Something cut in two. */
  private record Split(String first, String rest) {}

  /** The remote folder; nothing when the text is none. */
  public static Optional<RemoteReference> parse(String written) {
    if (written.startsWith("/")) {
      return Optional.empty();
    }
    int question = written.indexOf('?');
    String location = question < 0 ? written : written.substring(0, question);
    Split host = host(location.substring(lengthOf("git::", location)));
    if (host == null) {
      return Optional.empty();
    }
    Split path = repositoryAndPath(host.rest(), host.first().startsWith(LOCAL));
    if (path == null || path.first().isEmpty() || leaves(path.rest())) {
      return Optional.empty();
    }
    RemoteQuery query = RemoteQuery.parse(question < 0 ? "" : written.substring(question + 1));
    return Optional.of(
        new RemoteReference(
            written,
            host.first() + path.first(),
            path.rest().startsWith("/") ? path.rest().substring(1) : path.rest(),
            query.ref(),
            query.timeout(),
            query.submodules()));
  }

  /** The name of the host in a repository's URL; empty when it has none. */
  public static String hostOf(String repository) {
    String lower = repository.toLowerCase(Locale.ROOT);
    Matcher host = HOST.matcher(lower);
    return lower.startsWith(LOCAL) || !host.matches() ? "" : host.group(1);
  }

  /** The length of a prefix in any case; 0 when the text does not begin with it. */
  private static int lengthOf(String prefix, String text) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length()) ? prefix.length() : 0;
  }

  /** Scheme, user and host; what has none of these but a path is not remote. */
  private static @Nullable Split host(String text) {
    String scheme =
        SCHEMES.stream().filter(each -> lengthOf(each, text) > 0).findFirst().orElse("");
    String afterScheme = text.substring(scheme.length());
    Matcher named = USER.matcher(afterScheme);
    String user = named.matches() ? named.group(1) : "";
    String rest = afterScheme.substring(user.length());
    boolean github = lengthOf("github.com/", rest) + lengthOf("github.com:", rest) > 0;
    boolean colon = scheme.isEmpty() && (!user.isEmpty() || github);
    if (scheme.isEmpty() && !colon) {
      return null;
    }
    if (scheme.equals(LOCAL)) {
      return new Split(scheme, user + rest);
    }
    int end = endOfHost(rest, colon) + 1;
    String path = end == 0 ? "" : rest.substring(end);
    if (github) {
      boolean ssh = scheme.equals("ssh://") || !user.isEmpty();
      return new Split(ssh ? user + "github.com:" : "https://github.com/", path);
    }
    String host = end == 0 ? rest : rest.substring(0, end);
    return host.isEmpty() ? null : new Split(scheme + user + host, path);
  }

  private static int endOfHost(String text, boolean colonEnds) {
    int slash = text.indexOf('/');
    int colon = text.indexOf(':');
    return colonEnds && (slash < 0 || (colon > 0 && colon < slash)) ? colon : slash;
  }

  private static @Nullable Split repositoryAndPath(String text, boolean local) {
    int azure = text.indexOf(AZURE);
    if (azure >= 0) {
      int slash = text.indexOf('/', azure + AZURE.length());
      return slash < 0 ? new Split(text, "") : at(text, slash, slash + 1);
    }
    int doubleSlash = text.indexOf("//");
    if (doubleSlash >= 0) {
      return at(text, doubleSlash, doubleSlash + 2);
    }
    int suffix = text.indexOf(SUFFIX);
    if (suffix >= 0) {
      return at(text, suffix + SUFFIX.length(), suffix + SUFFIX.length());
    }
    return local ? new Split(text, "") : firstSegments(text);
  }

  private static Split at(String text, int end, int start) {
    return new Split(text.substring(0, end), text.substring(start));
  }

  private static @Nullable Split firstSegments(String text) {
    String[] segments = text.split("/", DEFAULT_SEGMENTS + 1);
    if (segments.length < DEFAULT_SEGMENTS) {
      return null;
    }
    return new Split(
        segments[0] + "/" + segments[1], segments.length > DEFAULT_SEGMENTS ? segments[2] : "");
  }

  /** Whether a path leads out of the repository. */
  private static boolean leaves(String path) {
    int depth = 0;
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        depth--;
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
