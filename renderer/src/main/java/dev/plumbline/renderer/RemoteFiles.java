package dev.plumbline.renderer;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.service.AddressGuard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that kustomizations name by URL: bounded in size and time, only from addresses that are not
 * guarded, without credentials. What was got late enough is shared by all who asked before.
 */
final class RemoteFiles {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteFiles.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_REMEMBERED = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private record Known(byte[] bytes, Instant startedAt) {}

  private final AddressGuard guard;
  private final int maxBytes;
  private final Clock clock;
  private final Duration timeout;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final Map<String, Known> known = new LinkedHashMap<>();

  RemoteFiles(AddressGuard guard, int maxBytes, Clock clock) {
    this(guard, maxBytes, clock, TIMEOUT);
  }

  RemoteFiles(AddressGuard guard, int maxBytes, Clock clock, Duration timeout) {
    this.guard = guard;
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * The bytes; blocks.
   *
   * @param since an answer to a question from then on is new enough
   */
  byte[] get(String url, Instant since) throws RenderException {
    Instant start = clock.instant();
    synchronized (known) {
      Known before = known.get(url);
      if (before != null
          && !before.startedAt().isBefore(since)
          && !before.startedAt().isAfter(start)) {
        return before.bytes();
      }
    }
    byte[] bytes = fetch(url);
    synchronized (known) {
      known.remove(url);
      known.put(url, new Known(bytes, start));
      if (known.size() > MOST_REMEMBERED) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return bytes;
  }

  private byte[] fetch(String url) throws RenderException {
    URI at = uri(url, url);
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      check(at, url);
      CompletableFuture<HttpResponse<InputStream>> answer =
          client.sendAsync(
              HttpRequest.newBuilder(at).timeout(timeout).header("User-Agent", "plumbline").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      long deadline = System.nanoTime() + timeout.toNanos();
      try (InputStream body = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body()) {
        HttpResponse<InputStream> response = answer.get();
        closeAfterTimeout(body);
        if (response.statusCode() == 200) {
          return read(body, url);
        }
        Optional<String> location = response.headers().firstValue("location");
        if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
          throw passing(url, "the server answered " + response.statusCode());
        }
        at = redirected(at, location.get(), url);
      } catch (TimeoutException e) {
        throw passing(url, "no answer within " + timeout.toSeconds() + " s");
      } catch (ExecutionException e) {
        throw passing(url, "the connection could not be made, or broke");
      } catch (IOException e) {
        throw passing(
            url,
            System.nanoTime() - deadline > 0
                ? "it takes longer than " + timeout.toSeconds() + " s"
                : "the connection broke");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw passing(url, "it was interrupted");
      } finally {
        answer.cancel(true);
      }
    }
    throw refused(url, "it redirects more than " + MOST_REDIRECTS + " times");
  }

  /** The client's own timeout ends with the headers; reading what is closed ends with an error. */
  private void closeAfterTimeout(InputStream body) {
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                body.close();
              } catch (IOException e) {
                LOG.debug("A file that takes too long cannot be closed", e);
              }
            });
  }

  private byte[] read(InputStream body, String url) throws IOException, RenderException {
    byte[] buffer = new byte[16 * 1024];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      bytes.write(buffer, 0, read);
      if (bytes.size() > maxBytes) {
        throw new RenderException(
            FailureReason.TooLarge,
            url + " has more than " + maxBytes + " bytes, the limit for a manifest file");
      }
    }
    return bytes.toByteArray();
  }

  private static URI redirected(URI from, String location, String url) throws RenderException {
    URI to = from.resolve(uri(location, url));
    if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
      throw refused(url, "it redirects from https to " + to.getScheme());
    }
    return to;
  }

  private void check(URI at, String url) throws RenderException {
    String scheme = String.valueOf(at.getScheme());
    if (at.getHost() == null
        || !Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
      throw refused(url, "expected http(s)://host/path, also where it redirects");
    }
    if (at.getUserInfo() != null) {
      throw refused(url, "it has credentials in it");
    }
    try {
      Optional<String> refusal = guard.refusal(at);
      if (refusal.isPresent()) {
        throw refused(url, refusal.get());
      }
    } catch (UnknownHostException e) {
      throw passing(url, "the host " + at.getHost() + " has no address");
    }
  }

  private static URI uri(String text, String url) throws RenderException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw refused(url, "it is not a URL");
    }
  }

  private static RenderException refused(String url, String why) {
    return new RenderException(FailureReason.InvalidManifest, url + " is refused: " + why);
  }

  private static RenderException passing(String url, String why) {
    return new RenderException(
        RenderFailure.passing(
            FailureReason.RepositoryUnreachable, url + " cannot be read: " + why));
  }
}
