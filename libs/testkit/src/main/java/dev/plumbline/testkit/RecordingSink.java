package dev.plumbline.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An HTTP server on loopback that records every request: what a notification's target would see.
 */
public final class RecordingSink implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> answers = request -> Answer.of(200, "ok");

  /** Starts on a free port. */
  public RecordingSink() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::record);
    server.start();
  }

  /** The URL of a path on it. */
  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers from now on as the function says; 200 unless told otherwise. */
  public void answer(Function<Request, Answer> function) {
    this.answers = function;
  }

  /** Everything that came, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What came and matches, in order. */
  public List<Request> requests(Predicate<Request> filter) {
    return requests.stream().filter(filter).toList();
  }

  /** Forgets what came. */
  public void clear() {
    requests.clear();
  }

  /**
   * Waits until a request matches and gives the first.
   *
   * @throws AssertionError if none does in time; it lists what came
   */
  public Request await(Duration within, Predicate<Request> filter) {
    Waiting.until(
        within,
        () -> "no matching request among " + requests,
        () -> requests.stream().anyMatch(filter));
    return requests(filter).get(0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void record(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
            Instant.now());
    requests.add(request);
    Answer answer = answers.apply(request);
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A request as it came; header names in any case. */
  public record Request(
      String method, String path, Map<String, String> headers, String body, Instant at) {}

  /** An answer to give. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** An answer without headers. */
    public static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body);
    }
  }
}
