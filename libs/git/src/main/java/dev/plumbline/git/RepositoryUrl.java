package dev.plumbline.git;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository is, as a user or a webhook wrote it, and which repository that is.
 *
 * <p>Two URLs are equal when Git would go the same way for both; {@link #id()} is equal when they
 * name the same repository, over HTTPS, SSH or an alias of its host.
 */
public final class RepositoryUrl {

  /** What lies between here and the repository. */
  enum Scheme {
    HTTPS(443),
    HTTP(80),
    SSH(22),
    FILE(-1);

    private final int defaultPort;

    Scheme(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    boolean isHttp() {
      return this == HTTPS || this == HTTP;
    }
  }

  private static final int LONGEST = 2_048;
  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern CODE_COMMIT =
      Pattern.compile("codecommit::([a-z0-9-]+)://(?:[^@/]+@)?([A-Za-z0-9._-]+)");
  private static final Pattern SCP_LIKE =
      Pattern.compile("(?:([^@/:]*)@)?([^@/:]+|\\[[0-9A-Fa-f:.]+]):(?:([0-9]{1,5}):)?([^:].*)");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:(.*)@)?([^@:\\[\\]]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5})?)?");
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\\[[0-9a-f:.]+]");
  private static final Pattern USER = Pattern.compile("[^-\\s@:/][^\\s@:/]*");

  private final Scheme scheme;
  private final String host;
  private final String transport;
  private final String id;
  private final Credentials.@Nullable Basic embedded;

  private RepositoryUrl(
      Scheme scheme,
      String host,
      String transport,
      String id,
      Credentials.@Nullable Basic embedded) {
    this.scheme = scheme;
    this.host = host;
    this.transport = transport;
    this.id = id;
    this.embedded = embedded;
  }

  /**
   * Understands {@code https://}, {@code http://}, {@code ssh://}, {@code git@host:path}, {@code
   * file://}, an absolute local path, and {@code codecommit::region://name}.
   *
   * @throws IllegalArgumentException when it is none of these, saying what is wrong; the message
   *     never shows user information
   */
  public static RepositoryUrl parse(String text) {
    String url = text.strip();
    if (url.isEmpty()) {
      throw new IllegalArgumentException("The repository URL is empty");
    }
    if (url.length() > LONGEST) {
      throw new IllegalArgumentException("The repository URL is longer than " + LONGEST);
    }
    if (url.chars().anyMatch(c -> Character.isISOControl(c) || c == ' ')) {
      throw wrong(url, "it has a space or a control character; write a space as %20");
    }
    if (url.startsWith("/")) {
      return file(url, url);
    }
    Matcher codeCommit = CODE_COMMIT.matcher(url);
    if (codeCommit.matches()) {
      String host = "git-codecommit." + codeCommit.group(1) + ".amazonaws.com";
      return parse("https://" + host + "/v1/repos/" + codeCommit.group(2));
    }
    Matcher withScheme = WITH_SCHEME.matcher(url);
    if (withScheme.matches()) {
      return withScheme(url, withScheme.group(1).toLowerCase(Locale.ROOT), withScheme.group(2));
    }
    Matcher scpLike = SCP_LIKE.matcher(url);
    if (scpLike.matches()) {
      return scpLike(url, scpLike);
    }
    throw wrong(
        url,
        "expected https://host/path, ssh://user@host/path, user@host:path, file:///path or an"
            + " absolute path");
  }

  private static RepositoryUrl withScheme(String url, String scheme, String rest) {
    return switch (scheme) {
      case "https" -> remote(url, Scheme.HTTPS, rest);
      case "http" -> remote(url, Scheme.HTTP, rest);
      case "ssh", "git+ssh", "ssh+git" -> remote(url, Scheme.SSH, rest);
      case "file" ->
          file(url, rest.startsWith("localhost/") ? rest.substring("localhost".length()) : rest);
      default ->
          throw wrong(url, "the scheme " + scheme + " is not one of https, http, ssh and file");
    };
  }

  private static RepositoryUrl remote(String url, Scheme scheme, String rest) {
    int slash = rest.indexOf('/');
    String path = slash < 0 ? "" : rest.substring(slash);
    Matcher authority = AUTHORITY.matcher(slash < 0 ? rest : rest.substring(0, slash));
    if (!authority.matches()) {
      throw wrong(url, "it has no valid host");
    }
    String host = host(url, authority.group(2));
    int port = port(url, scheme, authority.group(3));
    String userInfo = authority.group(1);
    String at = host + (port < 0 ? "" : ":" + port) + path(url, path);
    if (scheme == Scheme.SSH) {
      String user = user(url, userInfo);
      return remote(scheme, host, port, path, "ssh://" + user + at, null);
    }
    String transport = scheme.name().toLowerCase(Locale.ROOT) + "://" + at;
    return remote(scheme, host, port, path, transport, embedded(userInfo));
  }

  private static RepositoryUrl scpLike(String url, Matcher parts) {
    String host = host(url, parts.group(2));
    String user = user(url, parts.group(1));
    int port = port(url, Scheme.SSH, parts.group(3));
    String path = path(url, parts.group(4));
    String transport =
        port < 0 && parts.group(3) == null && !host.startsWith("[")
            ? user + host + ":" + path
            : "ssh://" + user + host + (port < 0 ? "" : ":" + port) + slashed(path);
    return remote(Scheme.SSH, host, port, slashed(path), transport, null);
  }

  private static RepositoryUrl remote(
      Scheme scheme,
      String host,
      int port,
      String path,
      String transport,
      Credentials.@Nullable Basic embedded) {
    String id = RepositoryIdentity.of(scheme == Scheme.SSH, host, port, path);
    return new RepositoryUrl(scheme, host, transport, id, embedded);
  }

  private static RepositoryUrl file(String url, String path) {
    if (!path.startsWith("/")) {
      throw wrong(url, "a file URL has three slashes and an absolute path: file:///path");
    }
    String clean = withoutTrailingSlashes(path(url, path));
    return new RepositoryUrl(Scheme.FILE, "file", "file://" + clean, "file:" + clean, null);
  }

  private static String host(String url, String text) {
    String host = text.toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (!HOST.matcher(host).matches() || host.length() > 253) {
      throw wrong(url, "it has no valid host");
    }
    return host;
  }

  /** Minus one for the port that the scheme implies. */
  private static int port(String url, Scheme scheme, @Nullable String text) {
    if (text == null) {
      return -1;
    }
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw wrong(url, "the port " + port + " is not between 1 and 65535");
    }
    return port == scheme.defaultPort ? -1 : port;
  }

  private static String user(String url, @Nullable String userInfo) {
    if (userInfo == null) {
      return "";
    }
    if (!USER.matcher(userInfo).matches()) {
      throw wrong(
          url, "the SSH user must not be empty, start with \"-\" or bring a password (use a key)");
    }
    return userInfo + "@";
  }

  private static String path(String url, String path) {
    if (path.replace("/", "").isEmpty()) {
      throw wrong(url, "it names a host but no repository");
    }
    if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      throw wrong(url, "a repository URL has no query and no fragment");
    }
    for (String segment : path.split("/")) {
      if (segment.equals(".") || segment.equals("..")) {
        throw wrong(url, "its path must not have \".\" or \"..\" segments");
      }
    }
    if (path.startsWith("-")) {
      throw wrong(url, "its path must not start with \"-\"");
    }
    return path;
  }

  private static Credentials.@Nullable Basic embedded(@Nullable String userInfo) {
    int colon = userInfo == null ? -1 : userInfo.indexOf(':');
    return userInfo == null || colon < 0
        ? null
        : new Credentials.Basic(
            PercentEncoding.decode(userInfo.substring(0, colon)),
            PercentEncoding.decode(userInfo.substring(colon + 1)));
  }

  private static String slashed(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static IllegalArgumentException wrong(String url, String why) {
    String shown = Redaction.withoutUserInfo(url);
    return new IllegalArgumentException("The repository URL \"" + shown + "\" is wrong: " + why);
  }

  /**
   * Which repository it is: the key of its events, and what a webhook is matched by. Lower-case
   * host, no scheme, user, default port, trailing slash or {@code .git}; other names of a host that
   * the big providers have are made one. Letter case of the path is kept, except on hosts that are
   * known to ignore it. Local: {@code file:} and the path.
   *
   * <p>It is made to find, not to guard: on odd hosts two repositories may share one.
   */
  public String id() {
    return id;
  }

  /**
   * The host as written, lower-case, without port: what bulkheads go by. {@code file} for local.
   */
  public String host() {
    return host;
  }

  /** What Git is given. Has no password: one that was in the URL is used, but not shown here. */
  public String transport() {
    return transport;
  }

  /** Whether it is on this machine's disk, which not everybody should be allowed to ask for. */
  public boolean isLocal() {
    return scheme == Scheme.FILE;
  }

  boolean isHttp() {
    return scheme.isHttp();
  }

  boolean isSsh() {
    return scheme == Scheme.SSH;
  }

  /** The given credentials; when these are none and the URL brought a password, that. */
  Credentials effective(Credentials given) {
    return given instanceof Credentials.None && embedded != null
        ? new Credentials.Basic(embedded.username(), embedded.password(), given.caCertificates())
        : given;
  }

  /**
   * Equal for two URLs exactly when these are equal. Holds the password, so it is not for showing.
   */
  String way() {
    String user = embedded == null ? "" : embedded.username() + "\n" + embedded.password();
    return id + "\n" + transport + "\n" + user;
  }

  /**
   * Whether the same server is asked in the same way: protocol, user, host and port. What serves as
   * credentials for the one may be shown to the other.
   */
  public boolean isOnSameServerAs(RepositoryUrl other) {
    return !isLocal() && server().equals(other.server());
  }

  private String server() {
    int scheme = transport.indexOf("://");
    if (scheme < 0) {
      return "ssh://" + transport.substring(0, transport.indexOf(':'));
    }
    int path = transport.indexOf('/', scheme + 3);
    return path < 0 ? transport : transport.substring(0, path);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RepositoryUrl that
        && transport.equals(that.transport)
        && Objects.equals(embedded, that.embedded);
  }

  @Override
  public int hashCode() {
    return Objects.hash(transport, embedded);
  }

  /** The URL without any user information. */
  @Override
  public String toString() {
    String text = Redaction.withoutUserInfo(transport);
    return scheme == Scheme.SSH ? text.replaceFirst("^[^@/]*@", "") : text;
  }
}
