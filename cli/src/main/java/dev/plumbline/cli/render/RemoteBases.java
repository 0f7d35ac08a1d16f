package dev.plumbline.cli.render;

import dev.plumbline.git.CommitId;
import dev.plumbline.git.CommitTree;
import dev.plumbline.git.Credentials;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.git.Mirrors;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.RemoteSources;
import dev.plumbline.manifests.RemoteUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remote bases and files for whoever runs the command, who may read them anyway. Each is read once
 * for all folders; nothing is left on disk.
 */
final class RemoteBases implements RemoteSources, AutoCloseable {

  private static final long MAX_REPOSITORY_BYTES = 2L << 30;
  private static final int MAX_FILE_BYTES = 8 << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final @Nullable Path directory;
  private final @Nullable Mirrors mirrors;
  private final Map<String, RemoteTree> trees = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  private RemoteBases(@Nullable Path directory, @Nullable Mirrors mirrors) {
    this.directory = directory;
    this.mirrors = mirrors;
  }

  /** They are read. */
  static RemoteBases open() throws IOException {
    Path directory = Files.createTempDirectory("plumbline-render");
    return new RemoteBases(
        directory,
        new Mirrors(
            directory,
            new MirrorSettings(MAX_REPOSITORY_BYTES, 10 * MAX_REPOSITORY_BYTES, TIMEOUT)));
  }

  /** They are refused. */
  static RemoteBases refused() {
    return new RemoteBases(null, null);
  }

  @Override
  public RemoteTree repository(RemoteReference reference) {
    return repository(reference.repository(), reference.ref());
  }

  /**
   * A repository at a revision.
   *
   * @param revision branch, tag or commit; its {@code HEAD} when empty
   */
  RemoteTree repository(String url, String revision) {
    return repository(url, revision, Credentials.none());
  }

  /** As {@link #repository(String, String)}, for who has credentials. */
  RemoteTree repository(String url, String revision, Credentials credentials) {
    Mirrors open = opened(RemoteReference.withoutPassword(url));
    return trees.computeIfAbsent(
        url + " " + revision, key -> fetched(open, url, revision, credentials));
  }

  private static RemoteTree fetched(
      Mirrors mirrors, String url, String revision, Credentials credentials) {
    try {
      RepositoryUrl parsed = RepositoryUrl.parse(url);
      Mirror mirror = mirrors.of(parsed);
      mirror.fetch(credentials);
      String ref = revision.isEmpty() ? "HEAD" : revision;
      CommitId commit =
          mirror
              .resolve(ref)
              .orElseThrow(
                  () ->
                      new KustomizeException(
                          "", parsed + " has no branch, tag or commit '" + ref + "'"));
      CommitTree tree = mirror.tree(commit);
      return new RemoteTree(tree, commit.hex());
    } catch (IllegalArgumentException e) {
      throw new KustomizeException("", 0, "", String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public byte[] file(String url) {
    opened(RemoteReference.withoutPassword(url));
    if (!RemoteUrl.isFile(url)) {
      throw new KustomizeException("", "'" + url + "' is not the URL of a manifest file");
    }
    return files.computeIfAbsent(url, RemoteBases::downloaded);
  }

  private static byte[] downloaded(String url) {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_FILE_BYTES + 1);
        if (response.statusCode() != 200) {
          throw new KustomizeException("", url + ": the server answered " + response.statusCode());
        }
        if (bytes.length > MAX_FILE_BYTES) {
          throw new KustomizeException("", url + " has more than " + MAX_FILE_BYTES + " bytes");
        }
        return bytes;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new KustomizeException("", 0, "", url + " cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KustomizeException("", 0, "", url + " was not read to its end", e);
    }
  }

  private Mirrors opened(String what) {
    if (mirrors == null) {
      throw new KustomizeException(
          "", "'" + what + "' is remote: give --allow-remote to have it read");
    }
    return mirrors;
  }

  @Override
  public void close() throws IOException {
    if (mirrors != null && directory != null) {
      mirrors.close();
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
