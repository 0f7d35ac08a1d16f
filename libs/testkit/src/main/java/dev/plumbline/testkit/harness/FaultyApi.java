package dev.plumbline.testkit.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Plumbline and an API server and makes it misbehave: gone, slow, silent, refusing,
 * forgetful. All switches may be changed at any time; {@link #none()} ends them all. Its kubeconfig
 * has no credentials: it shows those of the server's own kubeconfig itself.
 */
public final class FaultyApi implements AutoCloseable {

  private static final Set<String> NOT_FORWARDED =
      Set.of("connection", "host", "content-length", "authorization", "upgrade", "http2-settings");
  private static final int EXPIRED = 410;

  private final Path kubeconfig;
  private final String server;
  private final @Nullable String token;
  private final HttpClient client;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicLong troubled = new AtomicLong();
  private final AtomicLong forwarded = new AtomicLong();
  private volatile Fault fault = Fault.NONE;
  private volatile CountDownLatch hole = new CountDownLatch(0);
  private volatile Predicate<String> muted = path -> false;
  private volatile @Nullable HttpServer http;

  /**
   * What is wrong.
   *
   * @param on which requests it befalls
   * @param delay before a request goes on
   * @param status the answer instead of the server's; 0 for the server's
   * @param retryAfter seconds to ask for with it; negative for not to ask
   */
  private record Fault(Predicate<Request> on, Duration delay, int status, int retryAfter) {
    private static final Fault NONE = new Fault(request -> false, Duration.ZERO, 0, -1);
  }

  /** A request, for whoever chooses among them. */
  public record Request(String method, String path, boolean watch) {
    /** Whether it changes an object. */
    public boolean writes() {
      return !method.equals("GET");
    }
  }

  private FaultyApi(Path before, Path kubeconfig) {
    Config config = Config.fromKubeconfig(before.toFile());
    this.kubeconfig = kubeconfig;
    this.server = config.getMasterUrl().replaceAll("/$", "");
    this.token = config.getAutoOAuthToken();
    this.client = client(config);
    HttpServer first = listen(0);
    this.port = first.getAddress().getPort();
    this.http = first;
    try {
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          current-context: faulty
          clusters:
          - {name: faulty, cluster: {server: "http://127.0.0.1:%d"}}
          users:
          - {name: faulty, user: {}}
          contexts:
          - {name: faulty, context: {cluster: faulty, user: faulty, namespace: default}}
          """
              .formatted(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stands before the server that a kubeconfig names.
   *
   * @param kubeconfig where to write the kubeconfig that names this instead
   */
  public static FaultyApi before(Path server, Path kubeconfig) {
    return new FaultyApi(server, kubeconfig);
  }

  /** The kubeconfig that leads here. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Nobody listens any more; what is under way is cut off. */
  public void stop() {
    HttpServer listening = http;
    if (listening != null) {
      listening.stop(0);
      http = null;
      cutStreams();
    }
  }

  /** Listens again, at the same address. */
  public void startAgain() {
    if (http == null) {
      http = listen(port);
    }
  }

  /** Takes every request and answers none, and lets nothing more come of the watches there are. */
  public void swallow() {
    hole = new CountDownLatch(1);
  }

  /** Keeps watches open on those paths and passes nothing on of what they tell. */
  public void mute(Predicate<String> paths) {
    muted = paths;
  }

  /** Makes matching requests wait before they go on. */
  public void delay(Duration delay, Predicate<Request> on) {
    fault = new Fault(on, delay, 0, -1);
  }

  /**
   * Answers matching requests with a status.
   *
   * @param retryAfter seconds to ask for; negative for not to ask
   */
  public void answer(int status, int retryAfter, Predicate<Request> on) {
    fault = new Fault(on, Duration.ZERO, status, retryAfter);
  }

  /** Tells whoever goes on with a watch that the history it asks for is compacted. */
  public void compactHistory() {
    fault = new Fault(Request::watch, Duration.ZERO, EXPIRED, -1);
  }

  /** Cuts all watches that are open, in the middle of whatever they are telling. */
  public void cutStreams() {
    for (InputStream stream : Set.copyOf(streams)) {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends every fault. */
  public void none() {
    fault = Fault.NONE;
    muted = path -> false;
    hole.countDown();
    startAgain();
  }

  /** How many requests met a fault so far. */
  public long troubled() {
    return troubled.get();
  }

  /** How many requests reached the server so far. */
  public long forwarded() {
    return forwarded.get();
  }

  @Override
  public void close() {
    hole.countDown();
    stop();
    threads.shutdownNow();
  }

  private HttpServer listen(int wanted) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      HttpServer server = HttpServer.create(new InetSocketAddress(loopback, wanted), 512);
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
      return server;
    } catch (BindException e) {
      throw new IllegalStateException("somebody took port " + wanted + " meanwhile", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getRawQuery());
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              query.contains("watch=true") || query.contains("watch=1"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (swallowed()) {
        return;
      }
      Fault now = fault;
      if (now.on().test(request)) {
        troubled.incrementAndGet();
        if (now.status() != 0) {
          refuse(exchange, now, request);
          return;
        }
        Thread.sleep(now.delay().toMillis());
      }
      forward(exchange, request, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the hole's end, if there is one: after it, the connection is closed. */
  private boolean swallowed() throws InterruptedException {
    if (hole.getCount() == 0) {
      return false;
    }
    troubled.incrementAndGet();
    hole.await();
    return true;
  }

  private static void refuse(HttpExchange exchange, Fault fault, Request request)
      throws IOException {
    String status =
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
        "message":"made to fail by the suite","reason":"%s","code":%d}\
        """
            .formatted(fault.status() == EXPIRED ? "Expired" : "Unknown", fault.status());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (fault.retryAfter() >= 0) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(fault.retryAfter()));
    }
    boolean inStream = request.watch() && fault.status() == EXPIRED;
    String text =
        inStream ? "{\"type\":\"ERROR\",\"object\":" + status.replace("\n", "") + "}\n" : status;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(inStream ? 200 : fault.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void forward(HttpExchange exchange, Request request, byte[] body)
      throws IOException, InterruptedException {
    forwarded.incrementAndGet();
    HttpRequest.Builder onward =
        HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
            .method(
                request.method(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> onward.header(name, value));
              }
            });
    if (token != null) {
      onward.header("Authorization", "Bearer " + token);
    }
    HttpResponse<InputStream> answer =
        client.send(onward.build(), HttpResponse.BodyHandlers.ofInputStream());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!lower.startsWith(":")
                  && !Set.of("content-length", "transfer-encoding", "connection").contains(lower)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    try (InputStream in = answer.body()) {
      if (request.watch()) {
        tell(exchange, request, answer.statusCode(), in);
      } else {
        byte[] all = in.readAllBytes();
        exchange.sendResponseHeaders(answer.statusCode(), all.length == 0 ? -1 : all.length);
        exchange.getResponseBody().write(all);
      }
    }
  }

  private void tell(HttpExchange exchange, Request request, int status, InputStream in)
      throws IOException, InterruptedException {
    exchange.sendResponseHeaders(status, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    streams.add(in);
    try {
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (swallowed()) {
          return;
        }
        if (!muted.test(request.path())) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
      out.close();
    } finally {
      streams.remove(in);
    }
  }

  private static HttpClient client(Config config) {
    try {
      HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
      if (config.getMasterUrl().startsWith("https")) {
        SSLContext tls = SSLUtils.sslContext(config);
        builder.sslContext(tls);
      }
      return builder.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the kubeconfig's certificates cannot be used", e);
    }
  }
}
