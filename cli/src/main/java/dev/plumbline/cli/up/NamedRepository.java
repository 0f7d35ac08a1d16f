package dev.plumbline.cli.up;

import dev.plumbline.cli.Redacted;
import dev.plumbline.cli.UserError;
import dev.plumbline.git.RepositoryUrl;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The repository that {@code --repo} names, taken apart: what is secret in it is with the
 * credentials and nowhere else.
 *
 * @param url the URL without credentials
 * @param name for the application
 * @param credentials what the credentials Secret is to hold; empty for none
 */
record NamedRepository(String url, String name, Map<String, String> credentials) {

  private static final int MAX_NAME = 50;
  private static final Pattern HTTP_USER_INFO =
      Pattern.compile("https?://([^/]*)@.*", Pattern.CASE_INSENSITIVE);

  NamedRepository {
    credentials = Map.copyOf(credentials);
  }

  /**
   * What the options name; null when they name none.
   *
   * @throws UserError when it is no repository or a file cannot be read; it shows no credentials
   */
  static @Nullable NamedRepository of(UpOptions options) throws IOException {
    String given = options.repo();
    if (given == null) {
      return null;
    }
    Map<String, String> credentials = new HashMap<>();
    try {
      RepositoryUrl parsed = RepositoryUrl.parse(absolute(given.strip()));
      putUserInfo(given.strip(), credentials);
      putSshKey(options, credentials);
      return new NamedRepository(parsed.transport(), name(parsed), credentials);
    } catch (IllegalArgumentException e) {
      throw new UserError("--repo: " + Redacted.text(String.valueOf(e.getMessage())), e);
    }
  }

  private static String absolute(String given) {
    return !given.contains(":") && Files.isDirectory(Path.of(given))
        ? Path.of(given).toAbsolutePath().normalize().toUri().toString().replaceAll("/$", "")
        : given;
  }

  private static void putUserInfo(String given, Map<String, String> credentials) {
    Matcher matcher = HTTP_USER_INFO.matcher(given);
    if (matcher.matches()) {
      String userInfo = matcher.group(1);
      int colon = userInfo.indexOf(':');
      credentials.put("username", colon < 0 ? "git" : decoded(userInfo.substring(0, colon)));
      credentials.put("password", decoded(userInfo.substring(colon + 1)));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UserError("--repo: its user or password has a % that encodes nothing", e);
    }
  }

  private static void putSshKey(UpOptions options, Map<String, String> credentials)
      throws IOException {
    if (options.sshKey() != null) {
      credentials.put("sshPrivateKey", read(options.sshKey()));
      Path hosts =
          options.knownHosts() != null
              ? options.knownHosts()
              : Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
      credentials.put("known_hosts", read(hosts));
    }
  }

  private static String read(Path file) throws IOException {
    if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
      throw new UserError(file + " cannot be read");
    }
    return Files.readString(file);
  }

  /** The identity of a repository on disk keeps its {@code .git}: there it tells two apart. */
  private static String name(RepositoryUrl url) {
    String id = url.id();
    String last = id.substring(id.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String clean =
        last.replaceAll("\\.git$", "")
            .replaceAll("%[0-9a-f]{2}|[^a-z0-9]+", "-")
            .replaceAll("-{2,}", "-")
            .replaceAll("^-|-$", "");
    String named = clean.isEmpty() ? "application" : clean;
    return named.substring(0, Math.min(MAX_NAME, named.length())).replaceAll("-+$", "");
  }

  /** Without the credentials. */
  @Override
  public String toString() {
    return "NamedRepository[url=" + url + ", name=" + name + "]";
  }
}
