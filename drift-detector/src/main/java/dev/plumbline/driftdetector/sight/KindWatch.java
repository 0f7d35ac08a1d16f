package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ObjectWatch;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import dev.plumbline.health.HealthRules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of one kind on one cluster, from looking the kind up to seeing its objects. A kind the
 * cluster does not have is no failure: its CustomResourceDefinition may come with the very
 * application that uses it.
 */
final class KindWatch implements WatchListener {

  private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

  private static final int FAILURES_TO_TROUBLE = 3;
  private static final Duration FAILURES_FORGOTTEN = Duration.ofMinutes(1);
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final WatchedKind kind;
  private final String selector;
  private final ClusterEye eye;

  private boolean closed;
  private boolean looking;
  private boolean lookAgain;
  private int attempts;
  private @Nullable ClusterClient client;
  private @Nullable ApiResource resource;
  private @Nullable ObjectWatch watch;
  private boolean unknown;
  private boolean listed;
  private int failures;
  private Instant lastFailure = Instant.EPOCH;
  private @Nullable ClusterTrouble trouble;

  KindWatch(WatchedKind kind, String selector, ClusterEye eye) {
    this.kind = kind;
    this.selector = selector;
    this.eye = eye;
  }

  private record Found(ClusterClient client, ApiResource resource) {}

  void start() {
    synchronized (this) {
      if (closed || looking || watch != null) {
        return;
      }
      looking = true;
      lookAgain = false;
      attempts++;
    }
    eye.ask(
            kind.cluster(),
            () -> {
              ClusterClient asked = eye.eyes().of(kind.cluster());
              return new Found(asked, asked.resolve(kind.group(), kind.kind()));
            })
        .whenComplete(
            (found, failure) -> {
              if (found != null) {
                found(found);
              } else {
                notFound(failure);
              }
            });
  }

  private void found(Found found) {
    synchronized (this) {
      looking = false;
      if (closed) {
        return;
      }
      client = found.client();
      resource = found.resource();
      unknown = false;
      attempts = 0;
      open(found.client(), found.resource());
    }
    eye.stateChanged(kind);
  }

  private void open(ClusterClient from, ApiResource known) {
    listed = false;
    boolean metadataOnly = !HealthRules.builtIn().readsStatus(kind.group(), kind.kind());
    watch = from.watch(known, null, selector, metadataOnly, this);
  }

  private void notFound(@Nullable Throwable failure) {
    ClusterException why = reason(failure);
    long delay;
    synchronized (this) {
      looking = false;
      delay =
          lookAgain
              ? FIRST_RETRY_MILLIS
              : Math.min(
                  LONGEST_RETRY_MILLIS,
                  FIRST_RETRY_MILLIS << Math.min(Math.max(0, attempts - 1), 8));
    }
    failing(why);
    eye.later(delay, this::start);
  }

  private static ClusterException reason(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ClusterException known
        ? known
        : new ClusterException(Reason.SERVER_ERROR, 0, String.valueOf(cause));
  }

  /** Looks again for a kind that was not there. */
  void tryAgain(String cluster) {
    boolean due;
    synchronized (this) {
      due = unknown && kind.cluster().equals(cluster);
    }
    if (due) {
      start();
    }
  }

  /**
   * The cluster may be another one now, or none, or one again: what was seen of the former is not
   * gone on with.
   */
  void reconsider(String cluster) {
    boolean watching;
    synchronized (this) {
      if (closed || !kind.cluster().equals(cluster)) {
        return;
      }
      lookAgain = looking;
      watching = watch != null;
    }
    if (!watching) {
      start();
      return;
    }
    eye.ask(cluster, () -> eye.eyes().of(cluster))
        .whenComplete(
            (now, failure) -> {
              boolean another = now != null && isAnother(now);
              ClusterException why = now == null ? reason(failure) : null;
              boolean none = why != null && why.reason() == Reason.UNKNOWN_CLUSTER;
              if (!another && !none) {
                return;
              }
              letGo();
              if (why == null) {
                start();
              } else {
                failing(why);
                eye.later(LONGEST_RETRY_MILLIS, this::start);
              }
            });
  }

  private synchronized boolean isAnother(ClusterClient now) {
    return now != client;
  }

  private void letGo() {
    ObjectWatch former;
    synchronized (this) {
      former = watch;
      watch = null;
      client = null;
      resource = null;
      unknown = false;
      listed = false;
    }
    if (former != null) {
      former.close();
    }
  }

  @Override
  public void synced(List<ObjectNode> objects) {
    Set<String> ids = new HashSet<>();
    for (ObjectNode object : objects) {
      Sighting sighting = Sighting.of(object, false, eye.manager());
      ids.add(sighting.ref().id());
      eye.seen(kind, sighting);
    }
    synchronized (this) {
      listed = true;
    }
    eye.listed(kind, Set.copyOf(ids));
    well();
  }

  @Override
  public void changed(ObjectNode object) {
    eye.seen(kind, Sighting.of(object, false, eye.manager()));
    well();
  }

  @Override
  public void deleted(ObjectNode object) {
    eye.seen(kind, Sighting.of(object, true, eye.manager()));
    well();
  }

  private void well() {
    boolean wasTrouble;
    synchronized (this) {
      failures = 0;
      wasTrouble = trouble != null;
      trouble = null;
    }
    if (wasTrouble) {
      LOG.info("Kind is seen again cluster={} kind={}", kind.cluster(), kind.kind());
      eye.stateChanged(kind);
    }
  }

  @Override
  public void failing(ClusterException failure) {
    if (failure.reason() == Reason.UNKNOWN_KIND || failure.reason() == Reason.NOT_FOUND) {
      vanished();
      return;
    }
    boolean begins;
    synchronized (this) {
      if (closed) {
        return;
      }
      Instant now = eye.clock().instant();
      failures = lastFailure.plus(FAILURES_FORGOTTEN).isBefore(now) ? 1 : failures + 1;
      lastFailure = now;
      boolean serious =
          failures >= FAILURES_TO_TROUBLE
              || !failure.retriable()
              || failure.reason() == Reason.TIMEOUT;
      begins = serious && trouble == null;
      if (serious) {
        trouble =
            new ClusterTrouble(
                kind.cluster(), failure.reasonText(), kind.kind() + ": " + failure.getMessage());
      }
      if (begins) {
        relistWhenWell();
      }
    }
    if (begins) {
      LOG.warn(
          "Kind cannot be seen cluster={} kind={} cause=\"{}\"",
          kind.cluster(),
          kind.kind(),
          failure.getMessage());
      eye.stateChanged(kind);
    }
  }

  /** A watch that goes on where it was does not say so; one that begins anew does, by its list. */
  private void relistWhenWell() {
    ObjectWatch open = watch;
    if (open != null && listed && client != null && resource != null) {
      open.close();
      open(client, resource);
    }
  }

  /** The cluster does not have the kind, or not any more: then it has no objects of it either. */
  private void vanished() {
    boolean news;
    ObjectWatch old;
    synchronized (this) {
      news = !unknown;
      unknown = true;
      resource = null;
      failures = 0;
      trouble = null;
      old = watch;
      watch = null;
    }
    if (old != null) {
      old.close();
      eye.later(FIRST_RETRY_MILLIS, this::start);
    }
    if (news) {
      eye.listed(kind, Set.of());
      eye.stateChanged(kind);
    }
  }

  synchronized Optional<Boolean> namespaced() {
    return Optional.ofNullable(resource).map(ApiResource::namespaced);
  }

  synchronized boolean catalogued() {
    return resource != null || unknown;
  }

  synchronized Optional<ClusterTrouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  void close() {
    ObjectWatch open;
    synchronized (this) {
      closed = true;
      open = watch;
      watch = null;
    }
    if (open != null) {
      open.close();
    }
  }
}
