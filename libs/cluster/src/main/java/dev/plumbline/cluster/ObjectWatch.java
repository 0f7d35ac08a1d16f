package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient.Listed;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.WatchListener.Restart;
import dev.plumbline.cluster.ownership.ResourceVersions;
import dev.plumbline.contracts.Json;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  private static final long LONGEST_JITTER_MILLIS = 2_000;

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
  private volatile @Nullable WatchConnection connection;
  private volatile @Nullable Future<?> retry;
  private volatile long lastSign = System.nanoTime();

  /** Where to go on from; null to list first. */
  private volatile @Nullable String version;

  /** The newest that was ever seen; empty for nothing. */
  private volatile String newest = "";

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
    WatchConnection open = connection;
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
      if (ResourceVersions.compare(page.resourceVersion(), newest) < 0) {
        tell(to::rewound);
      }
      version = page.resourceVersion();
      newest = page.resourceVersion();
      tell(() -> to.synced(page.items()));
    }
    return page.resourceVersion();
  }

  private void open(String from) {
    WatchPace pace = watches.pace();
    int seconds = pace.life(random);
    WatchConnection opening = new WatchConnection(watches, resource, tasks, new Told());
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
    Transport.whenOver(opening.ended(), (ignored, broken) -> deadline.cancel(false));
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
        opening.ended(), (ignored, broken) -> tasks.execute(() -> over(opening, broken)));
    if (closed) {
      opening.cancel();
    }
  }

  /** A connection is over: look why, and go on. */
  private void over(WatchConnection over, @Nullable Throwable broken) {
    if (closed) {
      return;
    }
    ClusterException failure = over.failure(broken);
    if (failure == null) {
      tell(() -> listener.restarting(why(over, broken)));
      backoff.reset();
      if (over.livedLong()) {
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

  private static Restart why(WatchConnection over, @Nullable Throwable broken) {
    if (over.silent()) {
      return Restart.SILENT;
    }
    return broken == null ? Restart.ENDED : Restart.FAILED;
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

  /** Takes what a connection brings, on the watch's tasks. */
  private final class Told implements WatchConnection.Reader {

    @Override
    public void heard() {
      lastSign = System.nanoTime();
    }

    @Override
    public void opened() {
      if (!closed) {
        tell(listener::opened);
      }
    }

    @Override
    public boolean line(byte[] line) throws IOException, ClusterException {
      JsonNode event = Json.mapper().readTree(line);
      String type = event.path("type").asText();
      if (type.equals("ERROR")) {
        throw StatusErrors.ofStatus(
            event.path("object"),
            "watch of " + resource.plural(),
            ClusterClient.isSecret(resource));
      }
      if (closed || !(event.get("object") instanceof ObjectNode object)) {
        return false;
      }
      String seen = object.path("metadata").path("resourceVersion").asText("");
      backoff.reset();
      switch (type) {
        case "ADDED", "MODIFIED" ->
            tell(() -> listener.changed(ClusterClient.named(object, resource)));
        case "DELETED" -> tell(() -> listener.deleted(ClusterClient.named(object, resource)));
        default -> {}
      }
      if (!seen.isEmpty()) {
        version = seen;
        newest = seen;
      }
      return true;
    }
  }
}
