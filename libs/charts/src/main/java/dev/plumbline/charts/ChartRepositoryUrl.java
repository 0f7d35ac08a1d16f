package dev.plumbline.charts;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where charts are: a repository over HTTP, or a folder of an OCI registry. */
public final class ChartRepositoryUrl {

  private static final int LONGEST = 2_048;
  private static final String OCI = "oci";
  private static final String DOCKER = "registry-1.docker.io";
  private static final Set<String> DOCKER_ALIASES = Set.of("docker.io", "index.docker.io", DOCKER);
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+]");
  private static final Pattern OCI_PATH = Pattern.compile("(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*");

  private final String scheme;
  private final String host;
  private final int port;
  private final String path;

  private ChartRepositoryUrl(String scheme, String host, int port, String path) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
    this.path = path;
  }

  /**
   * Understands {@code https://}, {@code http://} and {@code oci://}.
   *
   * @throws IllegalArgumentException when it is none of these, saying what is wrong; the message
   *     never shows user information
   */
  public static ChartRepositoryUrl parse(String text) {
    String url = text.strip();
    if (url.isEmpty()) {
      throw new IllegalArgumentException("The chart repository URL is empty");
    }
    if (url.length() > LONGEST) {
      throw new IllegalArgumentException("The chart repository URL is longer than " + LONGEST);
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw wrong(url, "expected https://host/path or oci://host/path");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!Set.of("https", "http", OCI).contains(scheme) || uri.isOpaque()) {
      throw wrong(url, "expected https://host/path or oci://host/path");
    }
    if (uri.getRawUserInfo() != null) {
      throw wrong(url, "it has credentials in it: they belong into a Secret");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw wrong(url, "a chart repository URL has no query and no fragment");
    }
    return of(url, uri, scheme);
  }

  private static ChartRepositoryUrl of(String url, URI uri, String scheme) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (!HOST.matcher(host).matches() || host.length() > 253) {
      throw wrong(url, "it has no valid host");
    }
    int port = uri.getPort();
    if (port == 0 || port > 65_535) {
      throw wrong(url, "the port " + port + " is not between 1 and 65535");
    }
    String path = uri.getRawPath().replaceAll("/+", "/").replaceAll("/$", "");
    for (String segment : path.split("/", -1)) {
      String plain = segment.replaceAll("(?i)%2e", ".");
      if (plain.equals(".") || plain.equals("..")) {
        throw wrong(url, "its path must not have \".\" or \"..\" segments");
      }
    }
    if (scheme.equals(OCI)) {
      if (!OCI_PATH.matcher(path).matches()) {
        throw wrong(
            url, "a path of a registry has lower-case letters, digits, \".\", \"_\", \"-\"");
      }
      host = DOCKER_ALIASES.contains(host) ? DOCKER : host;
    }
    boolean usual = port == (scheme.equals("http") ? 80 : 443);
    return new ChartRepositoryUrl(scheme, host, usual ? -1 : port, path);
  }

  private static IllegalArgumentException wrong(String url, String why) {
    return new IllegalArgumentException(
        "The chart repository URL " + Shown.quoted(url) + " is wrong: " + why);
  }

  /**
   * Which repository it is, however it is written: the key of its events. No scheme unless it is a
   * registry, no default port, no trailing slash: {@code charts.example.com/stable}, {@code
   * oci://ghcr.io/org/charts}.
   */
  public String id() {
    return (isOci() ? "oci://" : "") + authority() + path;
  }

  /** Whether it is a registry. */
  public boolean isOci() {
    return scheme.equals(OCI);
  }

  /** The host without port: what bulkheads go by. */
  public String host() {
    return host;
  }

  /** The last part of the path: a chart, where a registry's URL names that too. */
  public String lastSegment() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The folder that it is in, for the URL of a registry that names a chart.
   *
   * @throws IllegalArgumentException when it names none
   */
  public ChartRepositoryUrl parent() {
    if (path.isEmpty()) {
      throw wrong(toString(), "it names a registry but no chart");
    }
    return new ChartRepositoryUrl(scheme, host, port, path.substring(0, path.lastIndexOf('/')));
  }

  String authority() {
    return host + (port < 0 ? "" : ":" + port);
  }

  /** Empty or with a leading slash; none at its end. */
  String path() {
    return path;
  }

  /** The address of something in a repository over HTTP. */
  URI resolve(String relative) {
    return URI.create(scheme + "://" + authority() + path + "/").resolve(relative);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChartRepositoryUrl that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hash(scheme, host, port, path);
  }

  /** The URL, normalised. */
  @Override
  public String toString() {
    return scheme + "://" + authority() + path;
  }
}
