package dev.plumbline.charts;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers, follows where they redirect, and keeps to the bounds: time for all of it, size,
 * addresses that are permitted, credentials for the first server alone.
 */
final class HttpConversation {

  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClients clients = new HttpClients();
  private final AddressCheck check;
  private final Duration timeout;

  HttpConversation(AddressCheck check, Duration timeout) {
    this.check = check;
    this.timeout = timeout;
  }

  /** The answer, whatever its status is unless that is a redirect; blocks. */
  HttpAnswer get(HttpQuestion question) {
    long end = System.nanoTime() + timeout.toNanos();
    String first = Shown.address(question.address());
    URI at = question.address();
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      permit(at, first);
      HttpResponse<InputStream> response = ask(question, at, end, first);
      Optional<String> location = response.headers().firstValue("location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return answer(question, response, end, first);
      }
      close(response.body());
      at = redirected(at, location.get(), first);
    }
    throw refused(first, "it redirects more than " + MOST_REDIRECTS + " times");
  }

  private HttpResponse<InputStream> ask(HttpQuestion question, URI at, long end, String first) {
    CompletableFuture<HttpResponse<InputStream>> coming =
        clients
            .of(question.access(), !isSameServer(at, question.home()))
            .sendAsync(request(question, at, first), HttpResponse.BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> response =
          coming.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      try {
        permit(at, first);
      } catch (ChartException e) {
        close(response.body());
        throw e;
      }
      return response;
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw late(first);
    } catch (ExecutionException e) {
      throw unreachable(first, e.getCause());
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new ChartException(
          ChartException.Reason.UNREACHABLE, first + ": asking was interrupted");
    }
  }

  /** What the JDK says of a header that none can be has its value in it. */
  private static HttpRequest request(HttpQuestion question, URI at, String first) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(at).header("User-Agent", "plumbline");
      question.headers().forEach(request::header);
      String authorization = question.authorization();
      if (authorization != null && isSameServer(at, question.address())) {
        request.header("Authorization", authorization);
      }
      return request.build();
    } catch (IllegalArgumentException e) {
      throw refused(first, "a header cannot be sent: has the token in the Secret odd characters?");
    }
  }

  private HttpAnswer answer(
      HttpQuestion question, HttpResponse<InputStream> response, long end, String first) {
    InputStream raw = response.body();
    BodyDeadline deadline =
        new BodyDeadline(raw, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    InputStream body =
        new GuardedBody(raw, first, question.maxBytes(), deadline, () -> late(first));
    if (response.headers().firstValue("content-encoding").filter("gzip"::equals).isPresent()) {
      body = unpacked(body, question, first, deadline);
    }
    return new HttpAnswer(first, response.statusCode(), response.headers(), body);
  }

  private InputStream unpacked(
      InputStream packed, HttpQuestion question, String first, BodyDeadline deadline) {
    try {
      return new GuardedBody(
          new GZIPInputStream(packed), first, question.maxBytes(), deadline, () -> late(first));
    } catch (IOException e) {
      close(packed);
      throw new ChartException(
          ChartException.Reason.UNREACHABLE,
          first + ": the answer is not gzip as it says",
          true,
          e);
    }
  }

  private void permit(URI at, String first) {
    String scheme = String.valueOf(at.getScheme()).toLowerCase(Locale.ROOT);
    if (at.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      throw refused(first, "expected http(s)://host/path, also where it redirects");
    }
    if (at.getRawUserInfo() != null) {
      throw refused(first, "it leads to an address with credentials in it");
    }
    try {
      Optional<String> refusal = check.refusal(at);
      if (refusal.isPresent()) {
        String where = Shown.address(at);
        throw refused(
            first, (where.equals(first) ? "" : "it leads to " + where + ": ") + refusal.get());
      }
    } catch (UnknownHostException e) {
      throw new ChartException(
          ChartException.Reason.UNREACHABLE,
          first + ": the host " + at.getHost() + " has no address: check the URL and DNS");
    }
  }

  private static URI redirected(URI from, String location, String first) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw refused(first, "it redirects to what is no URL");
    }
    if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
      throw refused(first, "it redirects from https to " + Shown.quoted("" + to.getScheme()));
    }
    return to;
  }

  /** Whether two addresses are on one server: what serves as credentials there may be shown. */
  static boolean isSameServer(URI a, URI b) {
    return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
        && String.valueOf(a.getHost()).equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
  }

  private ChartException late(String first) {
    return new ChartException(
        ChartException.Reason.UNREACHABLE,
        first + ": no complete answer within " + timeout.toSeconds() + " s");
  }

  private static ChartException unreachable(String first, @Nullable Throwable cause) {
    String why = "the connection could not be made, or broke";
    if (cause instanceof ConnectException) {
      why = "no connection to the server: is it up, and does the network let us?";
    } else if (cause instanceof SSLException) {
      why =
          "no trusted TLS connection ("
              + cause.getMessage()
              + "): for a private CA add ca.crt to the Secret";
    }
    return new ChartException(ChartException.Reason.UNREACHABLE, first + ": " + why, true, cause);
  }

  private static ChartException refused(String first, String why) {
    return new ChartException(ChartException.Reason.REFUSED, first + " is refused: " + why);
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      return; // nothing more is wanted of it
    }
  }
}
