package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    listener.limited(throttle.requests());
  }

  /** Closes the client underneath. */
  synchronized void close() {
    connection.client().close();
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
    throttle.enter(cluster, TIMEOUT, request.kind());
    try {
      Answer answer = sendNow(request);
      answered(request, answer);
      return answer;
    } catch (ClusterException e) {
      if (e.reason() == Reason.TIMEOUT) {
        answered(request, null);
      }
      throw e;
    } finally {
      throttle.leave();
    }
  }

  /**
   * Takes from an answer how much the cluster bears. What discovery is told says nothing of it: an
   * aggregated API may be down for long. Nor does what a webhook says, which may be anybody's: it
   * would hold up all that others write to the cluster.
   *
   * @param answer null when none came in time
   */
  private void answered(Request request, @Nullable Answer answer) {
    if (request.verb().equals("discover")) {
      return;
    }
    if (answer == null) {
      throttle.answered(true, Optional.empty());
    } else if ((answer.code() == 429 || answer.code() == 503) && !answer.denied()) {
      throttle.answered(true, answer.code() == 429 ? answer.patience() : Optional.empty());
    } else {
      throttle.answered(false, Optional.empty());
    }
    listener.limited(throttle.requests());
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
    AnswerBody body = new AnswerBody();
    CompletableFuture<HttpResponse<AsyncBody>> sent;
    try {
      Connection over = connection;
      sent = over.http().consumeBytes(build(request, over), body);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    whenOver(
        sent,
        (response, failure) -> {
          if (response == null) {
            result.completeExceptionally(failure);
          } else {
            read(response, body, result);
          }
        });
    return result;
  }

  private static void read(
      HttpResponse<AsyncBody> response, AnswerBody body, CompletableFuture<Answer> result) {
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
                    body.bytes(),
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
      throttle.enter(cluster, TIMEOUT, Throttle.Kind.WATCH);
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
    if (request.as() != null) {
      builder.header("Impersonate-User", request.as().user());
    }
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
}
