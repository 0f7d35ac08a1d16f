package dev.plumbline.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An API server that answers as told, to play what a real one does only on a bad day. */
final class ScriptedServer implements AutoCloseable {

  interface Script {
    Reply answer(String pathAndQuery, int requestsBefore);
  }

  /**
   * One answer; {@code endless} keeps the connection open after the body, code 0 answers nothing at
   * all. To a request that names its {@code etag} it becomes 304.
   */
  record Reply(int code, String body, String retryAfter, boolean endless, String etag) {
    private static final String SLOW = "slow";

    Reply(int code, String body, String retryAfter, boolean endless) {
      this(code, body, retryAfter, endless, null);
    }

    static Reply of(int code, String body) {
      return new Reply(code, body, null, false);
    }

    /** A body that comes in pieces, each after a pause, and then no end. */
    static Reply slow(String body) {
      return new Reply(200, body, null, true, SLOW);
    }

    static Reply tagged(String etag, String body) {
      return new Reply(200, body, null, false, etag);
    }
  }

  private static final int PIECE_MILLIS = 60;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

  ScriptedServer(Script script) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> reply(exchange, script));
    server.start();
  }

  List<String> requests() {
    return requests;
  }

  /** The headers of each request, in the same order. */
  List<Map<String, List<String>>> headers() {
    return headers;
  }

  ClusterClient client(HttpClient.Factory factory, WatchPace pace) {
    return ClusterClient.of("scripted", kubernetes(factory), ApiListener.NONE, pace);
  }

  ClusterClient client(HttpClient.Factory factory) {
    return ClusterClient.of("scripted", kubernetes(factory));
  }

  KubernetesClient kubernetes(HttpClient.Factory factory) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build())
        .withHttpClientFactory(factory)
        .build();
  }

  private void reply(HttpExchange exchange, Script script) throws IOException {
    String uri = exchange.getRequestURI().toString();
    Reply reply;
    synchronized (requests) {
      reply = script.answer(uri, requests.size());
      requests.add(uri);
      headers.add(Map.copyOf(exchange.getRequestHeaders()));
    }
    if (reply.code() == 0) {
      return;
    }
    if (reply.etag() != null) {
      exchange.getResponseHeaders().add("ETag", reply.etag());
      if (reply.etag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
        exchange.close();
        return;
      }
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    if (reply.retryAfter() != null) {
      exchange.getResponseHeaders().add("Retry-After", reply.retryAfter());
    }
    exchange.sendResponseHeaders(reply.code(), reply.endless() ? 0 : body.length);
    int piece = Reply.SLOW.equals(reply.etag()) ? body.length / 10 + 1 : Math.max(1, body.length);
    for (int from = 0; from < body.length; from += piece) {
      exchange.getResponseBody().write(body, from, Math.min(piece, body.length - from));
      exchange.getResponseBody().flush();
      if (piece < body.length) {
        pause();
      }
    }
    exchange.getResponseBody().flush();
    if (!reply.endless()) {
      exchange.close();
    }
  }

  /** What a slow server takes for a piece. */
  private static void pause() {
    try {
      Thread.sleep(PIECE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
