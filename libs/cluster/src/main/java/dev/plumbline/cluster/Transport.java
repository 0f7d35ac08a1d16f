package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one API server over fabric8's HTTP client, which brings credentials, TLS and proxies.
 * Its own retries are off: who asks knows better whether and when to ask again.
 */
final class Transport {

  /** How long a request may take until its answer is read. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final int MAX_ANSWER_BYTES = 128 * 1024 * 1024;

  private final String cluster;
  private final ApiListener listener;
  private final Throttle throttle = new Throttle(RequestLimits.NONE, System::nanoTime);
  private volatile Connection connection;

  /** What changes when the cluster gets other credentials or another address. */
  private record Connection(KubernetesClient client, String baseUrl, HttpClient http) {

    static Connection over(KubernetesClient client) {
      Config config = client.getConfiguration();
      HttpClient http =
          client
              .getHttpClient()
              .newBuilder()
              .tag(
                  new RequestConfigBuilder(config.getRequestConfig())
                      .withRequestRetryBackoffLimit(0)
                      .build())
              .build();
      return new Connection(client, config.getMasterUrl().replaceAll("/+$", ""), http);
    }
  }

  Transport(String cluster, KubernetesClient client, ApiListener listener) {
    this.cluster = cluster;
    this.listener = listener;
    this.connection = Connection.over(client);
  }

  /** Sends over another client from now on; the former is closed, and what it carried breaks. */
  synchronized void reconnect(KubernetesClient client) {
    Connection former = connection;
    connection = Connection.over(client);
    former.client().close();
  }

  /** Asks no more than that from now on. */
  void limit(RequestLimits limits) {
    throttle.limit(limits);
  }

  /** Closes the client underneath. */
  synchronized void close() {
    connection.client().close();
  }

  /**
   * A request.
   *
   * @param verb for the listener
   * @param path with query
   * @param contentType of the body; null for none
   * @param ifNoneMatch a former answer's etag, to be told 304 instead of the same again; null for
   *     none
   */
  record Request(
      String verb,
      String method,
      String path,
      String accept,
      @Nullable String contentType,
      @Nullable String body,
      @Nullable String ifNoneMatch) {

    Request(
        String verb,
        String method,
        String path,
        String accept,
        @Nullable String contentType,
        @Nullable String body) {
      this(verb, method, path, accept, contentType, body, null);
    }

    static Request get(String verb, String path, String accept) {
      return new Request(verb, "GET", path, accept, null, null);
    }

    Request ifNoneMatch(@Nullable String etag) {
      return new Request(verb, method, path, accept, contentType, body, etag);
    }
  }

  /** An answer, read whole. */
  record Answer(int code, byte[] body, @Nullable String retryAfter, @Nullable String etag) {
    Answer(int code, byte[] body, @Nullable String retryAfter) {
      this(code, body, retryAfter, null);
    }

    boolean ok() {
      return code >= 200 && code < 300;
    }

    /** The object in it. */
    ObjectNode object(String subject) throws ClusterException {
      try {
        if (Json.mapper().readTree(body) instanceof ObjectNode object) {
          return object;
        }
        throw new ClusterException(
            Reason.SERVER_ERROR, code, subject + ": the answer is not an object");
      } catch (IOException e) {
        throw new ClusterException(
            Reason.SERVER_ERROR,
            code,
            subject + ": the answer is not JSON: " + Json.shortMessage(e));
      }
    }

    /** Whether it is a 404 that names no object: then the server does not serve the kind there. */
    boolean deniesPath() {
      if (code != 404) {
        return false;
      }
      try {
        return object("").path("details").path("name").asText("").isEmpty();
      } catch (ClusterException e) {
        return true;
      }
    }
  }

  /**
   * Sends a request and reads its answer, whatever its status. A read whose connection broke is
   * tried once more: the server may just have closed a connection that was kept open.
   */
  Answer send(Request request) throws ClusterException {
    try {
      return sendOnce(request);
    } catch (ClusterException e) {
      if (e.reason() == Reason.UNREACHABLE && request.method().equals("GET") && broken(e)) {
        return sendOnce(request);
      }
      throw e;
    }
  }

  private static boolean broken(ClusterException e) {
    return e.getCause() instanceof IOException
        && !(e.getCause() instanceof java.net.ConnectException);
  }

  private Answer sendOnce(Request request) throws ClusterException {
    throttle.enter(cluster, TIMEOUT);
    try {
      return sendNow(request);
    } finally {
      throttle.leave();
    }
  }

  private Answer sendNow(Request request) throws ClusterException {
    long start = System.nanoTime();
    int code = 0;
    CompletableFuture<Answer> pending = exchange(request);
    try {
      Answer answer = pending.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      code = answer.code();
      return answer;
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(Reason.UNREACHABLE, 0, where() + ": interrupted", e);
    } finally {
      pending.cancel(true);
      listener.requested(request.verb(), code, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private CompletableFuture<Answer> exchange(Request request) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    Collector collector = new Collector();
    CompletableFuture<HttpResponse<AsyncBody>> sent;
    try {
      Connection over = connection;
      sent = over.http().consumeBytes(build(request, over), collector);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    whenOver(
        sent,
        (response, failure) -> {
          if (response == null) {
            result.completeExceptionally(failure);
          } else {
            read(response, collector, result);
          }
        });
    return result;
  }

  private static void read(
      HttpResponse<AsyncBody> response, Collector collector, CompletableFuture<Answer> result) {
    whenOver(
        result,
        (answer, ended) -> {
          if (ended != null) {
            response.body().cancel();
          }
        });
    whenOver(
        response.body().done(),
        (ignored, broken) -> {
          if (broken != null) {
            result.completeExceptionally(broken);
          } else {
            result.complete(
                new Answer(
                    response.code(),
                    collector.bytes(),
                    response.header("Retry-After"),
                    response.header("ETag")));
          }
        });
    response.body().consume();
  }

  /** Runs {@code action} when the stage is over, however it ended: one of its arguments is null. */
  static <T> void whenOver(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> action) {
    stage.whenComplete(action);
  }

  /**
   * Opens a stream: {@code consumer} gets the bytes, of an error too; the response tells the status
   * and when the stream ends. The consumer asks for more by {@link AsyncBody#consume()}. Waits only
   * while the cluster was asked too much.
   */
  CompletableFuture<HttpResponse<AsyncBody>> stream(
      Request request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    CompletableFuture<HttpResponse<AsyncBody>> opened;
    long start;
    try {
      throttle.pass(cluster, TIMEOUT);
      start = System.nanoTime();
      Connection over = connection;
      opened = over.http().consumeBytes(build(request, over), consumer);
    } catch (ClusterException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return opened.whenComplete(
        (response, failure) ->
            listener.requested(
                request.verb(),
                failure == null ? response.code() : 0,
                Duration.ofNanos(System.nanoTime() - start)));
  }

  /** Names what went wrong below HTTP. */
  ClusterException failure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof ClusterException known) {
      return known;
    }
    if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException) {
      return new ClusterException(
          Reason.TIMEOUT,
          0,
          where() + " did not answer within " + TIMEOUT.toSeconds() + " s",
          cause);
    }
    String detail =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new ClusterException(
        Reason.UNREACHABLE, 0, where() + " does not answer: " + detail, cause);
  }

  /** Without the path: it may be a secret, as the sandbox's is. */
  private String where() {
    return "cluster '" + cluster + "' at " + connection.baseUrl().replaceAll("(//[^/]*).*", "$1");
  }

  private static HttpRequest build(Request request, Connection over) {
    HttpRequest.Builder builder =
        over.http()
            .newHttpRequestBuilder()
            .uri(over.baseUrl() + request.path())
            .header("Accept", request.accept());
    if (request.ifNoneMatch() != null) {
      builder.header("If-None-Match", request.ifNoneMatch());
    }
    if (request.body() != null && request.contentType() != null) {
      builder.method(request.method(), request.contentType(), request.body());
    } else if (!request.method().equals("GET")) {
      throw new IllegalArgumentException(request.method() + " without a body");
    }
    return builder.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).build();
  }

  /** Gathers an answer, up to a limit. */
  private static final class Collector implements AsyncBody.Consumer<List<ByteBuffer>> {

    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    @Override
    public synchronized void consume(List<ByteBuffer> buffers, AsyncBody body)
        throws ClusterException {
      for (ByteBuffer buffer : buffers) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        gathered.writeBytes(bytes);
      }
      if (gathered.size() > MAX_ANSWER_BYTES) {
        throw new ClusterException(
            Reason.TOO_LARGE,
            0,
            "the API server's answer is larger than " + MAX_ANSWER_BYTES + " bytes");
      }
      body.consume();
    }

    synchronized byte[] bytes() {
      return gathered.toByteArray();
    }
  }
}
