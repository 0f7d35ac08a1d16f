package dev.plumbline.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one HTTP exchange apart: faults first, then access, then one of the Git services. */
final class GitHttpHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(GitHttpHandler.class);
  private static final Pattern PATH =
      Pattern.compile("/([^/]{1,100})\\.git/(info/refs|git-upload-pack|git-receive-pack)");
  private static final int STREAMED = 0;
  private static final int NO_BODY = -1;

  private final GitService git;
  private final Repositories repositories;
  private final GitAccess access;
  private final Fault fault;
  private final RequestCounts counts;
  private final Function<String, URI> urls;
  private final long maxBodyBytes;

  GitHttpHandler(
      GitService git,
      Repositories repositories,
      GitAccess access,
      Fault fault,
      RequestCounts counts,
      Function<String, URI> urls,
      long maxBodyBytes) {
    this.git = git;
    this.repositories = repositories;
    this.access = access;
    this.fault = fault;
    this.counts = counts;
    this.urls = urls;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** What is asked for: a repository, one of the two services, and which step of it. */
  private record Request(String repository, String service, RequestKind kind) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<Request> request = parse(exchange);
      if (request.isEmpty()) {
        answer(exchange, 404);
        return;
      }
      counts.add(request.get().kind());
      if (!misbehaved(exchange)) {
        serve(exchange, request.get());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Git request failed path={}", exchange.getRequestURI().getPath(), e);
      throw e;
    }
  }

  private boolean misbehaved(HttpExchange exchange) throws IOException {
    if (fault.dropsConnections()) {
      return true;
    }
    try {
      if (fault.swallows()) {
        return true;
      }
      Thread.sleep(fault.delay().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
    if (fault.status() != 0) {
      answer(exchange, fault.status());
      return true;
    }
    return false;
  }

  private void serve(HttpExchange exchange, Request request) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    switch (access.decide(request.service(), authorization)) {
      case UNAUTHENTICATED -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        answer(exchange, 401);
      }
      case FORBIDDEN -> answer(exchange, 403);
      case ALLOWED -> {
        if (repositories.has(request.repository())) {
          answerGit(exchange, request);
        } else {
          answer(exchange, 404);
        }
      }
    }
  }

  private void answerGit(HttpExchange exchange, Request request) throws IOException {
    String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    String name = request.repository();
    if (request.kind() == RequestKind.INFO_REFS) {
      try (OutputStream out = start(exchange, request.service() + "-advertisement")) {
        git.advertise(request.service(), name, protocol, out);
      }
      return;
    }
    boolean gzipped =
        "gzip".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (RequestBody body = RequestBody.read(exchange.getRequestBody(), gzipped, maxBodyBytes);
        InputStream in = body.open();
        OutputStream out = start(exchange, request.service() + "-result")) {
      if (request.kind() == RequestKind.UPLOAD_PACK) {
        git.upload(name, protocol, in, fault.truncatesPacks() ? new TruncatedPack(out) : out);
      } else {
        git.receive(name, urls.apply(name).toString(), in, out);
      }
    } catch (RequestBody.TooLargeException e) {
      LOG.warn("Git request refused repository={} reason=\"{}\"", name, e.getMessage());
      answer(exchange, 413);
    }
  }

  private static OutputStream start(HttpExchange exchange, String type) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-" + type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, STREAMED);
    return exchange.getResponseBody();
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, NO_BODY);
  }

  private static Optional<Request> parse(HttpExchange exchange) {
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      return Optional.empty();
    }
    String name = path.group(1);
    String step = path.group(2);
    String method = exchange.getRequestMethod();
    if (step.equals("info/refs")) {
      String service = service(exchange.getRequestURI().getQuery());
      return method.equals("GET") && service != null
          ? Optional.of(new Request(name, service, RequestKind.INFO_REFS))
          : Optional.empty();
    }
    RequestKind kind =
        step.equals(GitService.UPLOAD_PACK) ? RequestKind.UPLOAD_PACK : RequestKind.RECEIVE_PACK;
    return method.equals("POST") ? Optional.of(new Request(name, step, kind)) : Optional.empty();
  }

  private static @Nullable String service(@Nullable String query) {
    if (("service=" + GitService.UPLOAD_PACK).equals(query)) {
      return GitService.UPLOAD_PACK;
    }
    return ("service=" + GitService.RECEIVE_PACK).equals(query) ? GitService.RECEIVE_PACK : null;
  }
}
