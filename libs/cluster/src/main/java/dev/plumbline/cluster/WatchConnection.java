package dev.plumbline.cluster;

import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP answer to a watch, read line by line on the workers, one piece at a time, until the
 * server ends it, it breaks, or it is silent for too long.
 */
final class WatchConnection {

  private static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

  /** One that brought nothing and ended sooner than this counts as a failure. */
  private static final Duration SHORT_LIVED = Duration.ofSeconds(1);

  private final Watches watches;
  private final ApiResource resource;
  private final SerialTasks tasks;
  private final Reader reader;
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

  WatchConnection(Watches watches, ApiResource resource, SerialTasks tasks, Reader reader) {
    this.watches = watches;
    this.resource = resource;
    this.tasks = tasks;
    this.reader = reader;
  }

  /** Told what it brings; all but {@link #heard()} on the watch's tasks. */
  interface Reader {
    /** Something came, whatever it is. */
    void heard();

    /** The server took the watch. */
    void opened();

    /** A line came; gives whether it is worth something. */
    boolean line(byte[] line) throws IOException, ClusterException;
  }

  /** Done when it is over. */
  CompletionStage<Void> ended() {
    return ended;
  }

  /** Looks again and again whether anything came; one that is silent for too long is ended. */
  void listenForSilence() {
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

  /** The answer has begun. */
  void started(HttpResponse<AsyncBody> answer) {
    response = answer;
    if (cancelled) {
      answer.body().cancel();
    } else if (answer.code() == 200) {
      heard();
      tasks.execute(
          () -> {
            if (!cancelled) {
              reader.opened();
            }
          });
    }
    Transport.whenOver(answer.body().done(), (ignored, broken) -> end(broken));
    answer.body().consume();
  }

  private void heard() {
    heard = System.nanoTime();
    reader.heard();
  }

  /** Takes a piece of it. */
  void received(List<ByteBuffer> buffers, AsyncBody body) {
    heard();
    tasks.execute(() -> read(buffers, body));
  }

  private void read(List<ByteBuffer> buffers, AsyncBody body) {
    try {
      for (byte[] line : lines.add(buffers)) {
        HttpResponse<AsyncBody> answer = response;
        if (cancelled || refused != null) {
          return;
        }
        if (answer != null && answer.code() == 200) {
          if (reader.line(line)) {
            broughtSomething = true;
          }
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

  private void refuse(ClusterException why) {
    refused = why;
    end(null);
    cancel();
  }

  /** Ends it. */
  void cancel() {
    cancelled = true;
    HttpResponse<AsyncBody> answer = response;
    if (answer != null) {
      answer.body().cancel();
    }
    end(null);
  }

  /** It is over. */
  void end(@Nullable Throwable broken) {
    if (broken == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(broken);
    }
  }

  /** Whether it was of any use. */
  boolean usable() {
    return broughtSomething || (response != null && livedLong());
  }

  boolean livedLong() {
    return System.nanoTime() - openedAt > SHORT_LIVED.toNanos();
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
          new Answer(answer.code(), refusal.with(lines.rest()), answer.header("Retry-After")),
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
