package dev.plumbline.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;

/**
 * An HTTP server on loopback that answers by a function, records what comes, and can have faults.
 */
public final class HttpHost implements AutoCloseable {

  private static final int TRICKLE_MILLIS = 50;

  /** A request as it came; header names in any case. */
  public record Request(String path, Map<String, String> headers) {

    /** A header; empty when it did not come. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** An answer to give. */
  public record Answer(int status, Map<String, String> headers, byte[] body) {

    /** An answer without headers. */
    public static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** That there is nothing. */
    public static Answer notFound() {
      return of(404, "");
    }

    /** The same with one header more. */
    public Answer with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Answer(status, more, body);
    }
  }

  /** What can be wrong with an answer. */
  public enum Fault {
    /** It comes byte by byte, slowly. */
    TRICKLES,
    /** It breaks off in the middle. */
    TRUNCATED,
    /** It never begins. */
    HANGS,
    /** It is a failure of the server. */
    FAILS
  }

  private final HttpServer server;
  private final boolean tls;
  private final Function<Request, Answer> answers;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final Map<String, Answer> instead = new ConcurrentHashMap<>();
  private volatile boolean certificateNeeded;
  private final CountDownLatch closed = new CountDownLatch(1);

  private HttpHost(boolean tls, Function<Request, Answer> answers) {
    this.tls = tls;
    this.answers = answers;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls) {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(
            new HttpsConfigurator(TestTls.server()) {
              @Override
              public void configure(HttpsParameters parameters) {
                SSLParameters usual = getSSLContext().getDefaultSSLParameters();
                usual.setNeedClientAuth(certificateNeeded);
                parameters.setSSLParameters(usual);
              }
            });
        server = secure;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** One on a free port. */
  public static HttpHost start(Function<Request, Answer> answers) {
    return new HttpHost(false, answers);
  }

  /** One on a free port, with the certificate of {@link TestTls}. */
  public static HttpHost startTls(Function<Request, Answer> answers) {
    return new HttpHost(true, answers);
  }

  /** Host and port. */
  public String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The URL of a path on it. */
  public String url(String path) {
    return (tls ? "https://" : "http://") + authority() + path;
  }

  /** Lets in only who shows a certificate that {@link TestTls} has, from now on. */
  public void needCertificate() {
    certificateNeeded = true;
  }

  /** Has this fault wherever the path has this part, until it is {@link #healthy}. */
  public void fault(String pathPart, Fault fault) {
    faults.put(pathPart, fault);
  }

  /** Answers this wherever the path has this part, until it is {@link #healthy}. */
  public void instead(String pathPart, Answer answer) {
    instead.put(pathPart, answer);
  }

  /** Redirects wherever the path has this part, until it is {@link #healthy}. */
  public void redirect(String pathPart, String to) {
    instead(pathPart, Answer.of(302, "").with("Location", to));
  }

  /** Has no faults any more. */
  public void healthy() {
    faults.clear();
    instead.clear();
  }

  /** Everything that came, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What came for paths that have this part. */
  public List<Request> requests(String pathPart) {
    return requests.stream().filter(each -> each.path().contains(pathPart)).toList();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Request request = new Request(exchange.getRequestURI().toString(), headers);
    requests.add(request);
    Answer answer =
        instead.entrySet().stream()
            .filter(each -> request.path().contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseGet(() -> answers.apply(request));
    Fault fault =
        faults.entrySet().stream()
            .filter(each -> request.path().contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    try {
      if (fault == null) {
        send(exchange, answer, answer.body());
      } else {
        send(exchange, answer, fault);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private void send(HttpExchange exchange, Answer answer, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case FAILS -> exchange.sendResponseHeaders(503, -1);
      case HANGS -> closed.await();
      case TRUNCATED ->
          send(exchange, answer, Arrays.copyOf(answer.body(), answer.body().length / 2));
      case TRICKLES -> {
        exchange.sendResponseHeaders(answer.status(), 0);
        for (byte each : answer.body()) {
          exchange.getResponseBody().write(each);
          exchange.getResponseBody().flush();
          if (closed.await(TRICKLE_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    }
  }

  /** With fewer bytes than it says, closing the exchange breaks the connection. */
  private static void send(HttpExchange exchange, Answer answer, byte[] body) throws IOException {
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    int length = answer.body().length;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
    exchange.getResponseBody().write(body);
    exchange.getResponseBody().flush();
  }
}
