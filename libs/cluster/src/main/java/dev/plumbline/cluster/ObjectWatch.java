package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient.Listed;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.WatchListener.Restart;
import dev.plumbline.contracts.Json;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A list followed by a watch, for ever. Each connection lives four to eight minutes at most; when
 * it ends, or brings nothing for too long, the watch goes on from the last resourceVersion at once,
 * when it fails after 0.2 s to 30 s, and when the server has forgotten that version with a new
 * list.
 */
public final class ObjectWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectWatch.class);

  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;
  private static final long LONGEST_JITTER_MILLIS = 2_000;

  /** A connection that brought nothing and ended sooner than this counts as a failure. */
  private static final Duration SHORT_LIVED = Duration.ofSeconds(1);

  private final Watches watches;
  private final ApiResource resource;
  private final @Nullable String namespace;
  private final @Nullable String labelSelector;
  private final boolean metadataOnly;
  private final WatchListener<?> listener;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final SerialTasks tasks;

  private volatile boolean closed;
  private volatile @Nullable Connection connection;
  private volatile @Nullable Future<?> retry;
  private volatile long lastSign = System.nanoTime();

  /** Where to go on from; null to list first. */
  private volatile @Nullable String version;

  ObjectWatch(
      Watches watches,
      ApiResource resource,
      @Nullable String namespace,
      @Nullable String labelSelector,
      boolean metadataOnly,
      WatchListener<?> listener,
      RandomGenerator random) {
    this.watches = watches;
    this.resource = resource;
    this.namespace = namespace;
    this.labelSelector = labelSelector;
    this.metadataOnly = metadataOnly;
    this.listener = listener;
    this.random = random;
    this.backoff = new Backoff(random);
    this.tasks = new SerialTasks(watches.workers());
  }

  void start() {
    tasks.execute(this::connect);
  }

  /** What is watched. */
  public ApiResource resource() {
    return resource;
  }

  /** The resourceVersion up to which everything was told; empty before the first list. */
  public String version() {
    String known = version;
    return known == null ? "" : known;
  }

  /** How long ago the server last sent anything, be it a sign of life. */
  public Duration silentFor() {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - lastSign));
  }

  /** Has the next attempt of a watch that fails begin with a list. */
  public void listNext() {
    version = null;
  }

  /** Ends the watch; a call to the listener that is under way is the last. */
  @Override
  public void close() {
    closed = true;
    watches.closed(this);
    Connection open = connection;
    if (open != null) {
      open.cancel();
    }
    Future<?> pending = retry;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    try {
      String from = version;
      if (from == null) {
        if (!watches.beginList()) {
          again(watches.pace().turn(random));
          return;
        }
        from = list(listener);
      }
      if (!closed) {
        open(from);
      }
    } catch (ClusterException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(watches.transport().failure(e));
    }
  }

  private <T> String list(WatchListener<T> to) throws ClusterException {
    Listed<T> page;
    try {
      page = watches.client().list(resource, namespace, labelSelector, metadataOnly, to::reduce);
    } finally {
      watches.endList();
    }
    lastSign = System.nanoTime();
    if (!closed) {
      version = page.resourceVersion();
      tell(() -> to.synced(page.items()));
    }
    return page.resourceVersion();
  }

  private void open(String from) {
    WatchPace pace = watches.pace();
    int seconds = pace.life(random);
    Connection opening = new Connection();
    connection = opening;
    Future<?> deadline =
        watches
            .timers()
            .schedule(
                opening::cancel,
                Duration.ofSeconds(seconds).plus(pace.grace()).toMillis(),
                TimeUnit.MILLISECONDS);
    opening.listenForSilence();
    CompletableFuture<HttpResponse<AsyncBody>> opened =
        watches.transport().stream(
            ClusterClient.watchRequest(
                resource, namespace, labelSelector, metadataOnly, from, seconds),
            opening::received);
    Transport.whenOver(opening.ended, (ignored, broken) -> deadline.cancel(false));
    Transport.whenOver(
        opened,
        (response, failure) -> {
          if (response == null) {
            opening.end(failure);
          } else {
            opening.started(response);
          }
        });
    Transport.whenOver(
        opening.ended, (ignored, broken) -> tasks.execute(() -> over(opening, broken)));
    if (closed) {
      opening.cancel();
    }
  }

  /** A connection is over: look why, and go on. */
  private void over(Connection over, @Nullable Throwable broken) {
    if (closed) {
      return;
    }
    ClusterException failure = over.failure(broken);
    if (failure == null) {
      tell(() -> listener.restarting(over.silent() ? Restart.SILENT : Restart.ENDED));
      backoff.reset();
      if (over.lived(SHORT_LIVED)) {
        connect();
      } else {
        again(backoff.next());
      }
    } else if (failure.reason() == Reason.EXPIRED) {
      tell(() -> listener.restarting(Restart.EXPIRED));
      version = null;
      again(over.usable() ? watches.pace().turn(random) : backoff.next());
    } else {
      tell(() -> listener.restarting(Restart.FAILED));
      failed(failure);
    }
  }

  private void failed(ClusterException failure) {
    if (closed) {
      return;
    }
    if (failure.reason() == Reason.EXPIRED || failure.reason() == Reason.NOT_FOUND) {
      version = null;
    }
    if (failure.reason() == Reason.NOT_FOUND) {
      watches.client().forget(resource);
    }
    LOG.debug(
        "Watch failed cluster={} resource={} reason={}",
        watches.client().name(),
        resource.plural(),
        failure.reason());
    tell(() -> listener.failing(failure));
    Duration delay = backoff.next();
    again(
        failure.retryAfter().map(this::jittered).filter(d -> d.compareTo(delay) > 0).orElse(delay));
  }

  /** What the server asked for, and a little more: it asked the others for the same. */
  private Duration jittered(Duration asked) {
    long most = Math.min(LONGEST_JITTER_MILLIS, asked.toMillis() / 2 + 1);
    return asked.plusMillis(random.nextLong(most));
  }

  private void again(Duration delay) {
    retry =
        watches
            .timers()
            .schedule(() -> tasks.execute(this::connect), delay.toMillis(), TimeUnit.MILLISECONDS);
    if (closed) {
      close();
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("A watch's listener failed resource={}", resource.plural(), e);
    }
  }

  /** One HTTP answer, read line by line on the workers, one piece at a time. */
  private final class Connection {

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final LineBuffer lines = new LineBuffer(MAX_LINE_BYTES);
    private final long openedAt = System.nanoTime();
    private volatile @Nullable HttpResponse<AsyncBody> response;
    private volatile @Nullable ClusterException refused;
    private volatile boolean cancelled;
    private volatile boolean broughtSomething;
    private volatile boolean silent;
    private volatile long heard = openedAt;
    private final Refusal refusal = new Refusal();

    /** Looks again and again whether anything came; one that is silent for too long is ended. */
    private void listenForSilence() {
      long limit = watches.pace().silence().toMillis();
      if (ended.isDone()) {
        return;
      }
      long quiet = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - Math.max(openedAt, heard));
      if (quiet >= limit) {
        silent = true;
        cancel();
      } else {
        Future<?> next =
            watches
                .timers()
                .schedule(this::listenForSilence, limit - quiet + 1, TimeUnit.MILLISECONDS);
        Transport.whenOver(ended, (ignored, broken) -> next.cancel(false));
      }
    }

    void started(HttpResponse<AsyncBody> answer) {
      response = answer;
      if (cancelled) {
        answer.body().cancel();
      } else if (answer.code() == 200) {
        heard();
        tasks.execute(
            () -> {
              if (!closed && !cancelled) {
                tell(listener::opened);
              }
            });
      }
      Transport.whenOver(answer.body().done(), (ignored, broken) -> end(broken));
      answer.body().consume();
    }

    private void heard() {
      heard = System.nanoTime();
      lastSign = heard;
    }

    void received(List<ByteBuffer> buffers, AsyncBody body) {
      heard();
      tasks.execute(() -> read(buffers, body));
    }

    private void read(List<ByteBuffer> buffers, AsyncBody body) {
      try {
        for (byte[] line : lines.add(buffers)) {
          HttpResponse<AsyncBody> answer = response;
          if (closed || cancelled || refused != null) {
            return;
          }
          if (answer != null && answer.code() == 200) {
            event(line);
          } else {
            refusal.add(line);
          }
        }
        body.consume();
      } catch (ClusterException e) {
        refuse(e);
      } catch (IOException e) {
        refuse(
            new ClusterException(
                Reason.SERVER_ERROR,
                0,
                "watch of " + resource.plural() + ": not JSON: " + Json.shortMessage(e)));
      }
    }

    private void event(byte[] line) throws IOException, ClusterException {
      JsonNode event = Json.mapper().readTree(line);
      String type = event.path("type").asText();
      if (type.equals("ERROR")) {
        throw StatusErrors.ofStatus(
            event.path("object"),
            "watch of " + resource.plural(),
            ClusterClient.isSecret(resource));
      }
      if (!(event.get("object") instanceof ObjectNode object)) {
        return;
      }
      String seen = object.path("metadata").path("resourceVersion").asText("");
      broughtSomething = true;
      backoff.reset();
      switch (type) {
        case "ADDED", "MODIFIED" ->
            tell(() -> listener.changed(ClusterClient.named(object, resource)));
        case "DELETED" -> tell(() -> listener.deleted(ClusterClient.named(object, resource)));
        default -> {}
      }
      if (!seen.isEmpty()) {
        version = seen;
      }
    }

    private void refuse(ClusterException why) {
      refused = why;
      end(null);
      cancel();
    }

    void cancel() {
      cancelled = true;
      HttpResponse<AsyncBody> answer = response;
      if (answer != null) {
        answer.body().cancel();
      }
      end(null);
    }

    void end(@Nullable Throwable broken) {
      if (broken == null) {
        ended.complete(null);
      } else {
        ended.completeExceptionally(broken);
      }
    }

    boolean usable() {
      return broughtSomething || (response != null && lived(SHORT_LIVED));
    }

    boolean lived(Duration time) {
      return System.nanoTime() - openedAt > time.toNanos();
    }

    /** Whether it was ended for bringing nothing, though the server had taken it. */
    boolean silent() {
      return silent;
    }

    /** Why the connection ended; null when the server just closed it in good order. */
    @Nullable ClusterException failure(@Nullable Throwable broken) {
      HttpResponse<AsyncBody> answer = response;
      ClusterException why = refused;
      if (why != null) {
        return why;
      }
      if (answer != null && answer.code() != 200) {
        return StatusErrors.of(
            new Transport.Answer(
                answer.code(), refusal.with(lines.rest()), answer.header("Retry-After")),
            "watch of " + resource.plural(),
            ClusterClient.isSecret(resource));
      }
      if (silent) {
        return answer == null ? watches.transport().failure(new TimeoutException()) : null;
      }
      if (broken != null && !usable()) {
        return watches.transport().failure(broken);
      }
      return usable()
          ? null
          : new ClusterException(
              Reason.UNREACHABLE,
              0,
              "watch of " + resource.plural() + ": the server closes the connection at once");
    }
  }
}
