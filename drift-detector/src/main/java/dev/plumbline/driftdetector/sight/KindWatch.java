package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.ObjectWatch;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch of one kind on one cluster for the objects of some shards, from looking the kind up to
 * seeing its objects. What it told once it tells again only when it changed, whatever becomes of
 * its connections. A kind the cluster does not have is no failure: its CustomResourceDefinition may
 * come with the very application that uses it.
 */
final class KindWatch implements WatchListener<ShardView.Listed> {

  private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final WatchedKind kind;
  private final Set<Integer> asked;
  private final KindWatches among;
  private final ClusterEye eye;
  private final ShardView view;

  private boolean closed;
  private boolean looking;
  private boolean lookAgain;
  private int attempts;
  private @Nullable ClusterClient client;
  private @Nullable ApiResource resource;
  private @Nullable ObjectWatch watch;
  private boolean unknown;
  private boolean listed;
  private final KindTrouble trouble;

  KindWatch(WatchedKind kind, Set<Integer> shards, KindWatches among, ClusterEye eye) {
    this.kind = kind;
    this.asked = Set.copyOf(shards);
    this.among = among;
    this.eye = eye;
    this.view = new ShardView(kind, asked, eye);
    this.trouble = new KindTrouble(kind, eye.clock());
  }

  private record Found(ClusterClient client, ApiResource resource) {}

  /** What it tells of. */
  ShardView view() {
    return view;
  }

  /** How many shards' objects it is told of for nothing. */
  int foreign() {
    return asked.size() - view.shards().size();
  }

  int asked() {
    return asked.size();
  }

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
              ClusterClient found = eye.eyes().of(kind.cluster());
              return new Found(found, found.resolve(kind.group(), kind.kind()));
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
      open(found.client(), found.resource());
    }
    eye.stateChanged(kind);
  }

  private void open(ClusterClient from, ApiResource of) {
    boolean metadataOnly = !eye.lens().readsStatus(kind);
    watch = from.watch(of, null, ClusterEye.selectorOf(asked), metadataOnly, this);
  }

  private void notFound(@Nullable Throwable failure) {
    ClusterException why = reason(failure);
    synchronized (this) {
      looking = false;
    }
    if (why.reason() == Reason.UNKNOWN_KIND || why.reason() == Reason.NOT_FOUND) {
      vanished();
    } else {
      failed(why);
    }
    startLater();
  }

  private void startLater() {
    long delay;
    synchronized (this) {
      delay =
          lookAgain
              ? FIRST_RETRY_MILLIS
              : Math.min(
                  LONGEST_RETRY_MILLIS,
                  FIRST_RETRY_MILLIS << Math.min(Math.max(0, attempts - 1), 8));
    }
    eye.later(eye.jittered(delay), this::start);
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
      view.forget();
    }
    if (former != null) {
      former.close();
    }
  }

  @Override
  public void rewound() {
    LOG.warn(
        "The store of a cluster is older than it was; what was applied there is applied again"
            + " cluster={} kind={}",
        kind.cluster(),
        kind.kind());
    view.forget();
    eye.rewound(kind);
  }

  @Override
  public ShardView.Listed reduce(ObjectNode object) {
    return view.reduce(object);
  }

  @Override
  public void synced(List<ShardView.Listed> objects) {
    boolean successor = among.takeOver(this);
    boolean again;
    synchronized (this) {
      if (closed) {
        return;
      }
      again = listed && !successor;
      listed = true;
    }
    if (again) {
      eye.meters().relisted(kind);
    }
    view.listed(objects, successor);
  }

  @Override
  public void changed(ObjectNode object) {
    view.tell(object, false);
    well();
  }

  @Override
  public void deleted(ObjectNode object) {
    view.tell(object, true);
    well();
  }

  @Override
  public void opened() {
    synchronized (this) {
      attempts = 0;
    }
    well();
  }

  @Override
  public void restarting(Restart why) {
    eye.meters().restarted(kind, why);
  }

  private void well() {
    if (trouble.end()) {
      LOG.info("Kind is seen again cluster={} kind={}", kind.cluster(), kind.kind());
      eye.stateChanged(kind);
    }
  }

  @Override
  public void failing(ClusterException failure) {
    if (failure.reason() == Reason.NOT_FOUND || failure.reason() == Reason.UNKNOWN_KIND) {
      lookElsewhere();
    } else {
      failed(failure);
    }
  }

  /** Where the kind was it is no more: it may be served in another version. */
  private void lookElsewhere() {
    ObjectWatch old;
    synchronized (this) {
      old = watch;
      watch = null;
    }
    if (old != null) {
      old.close();
      startLater();
    }
  }

  private void failed(ClusterException failure) {
    boolean begins;
    synchronized (this) {
      if (closed) {
        return;
      }
      begins = trouble.failed(failure);
      if (begins && watch != null) {
        // Whoever was told that nothing can be seen is told how it is when something can.
        watch.listNext();
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

  /** The cluster does not have the kind, or not any more: then it has no objects of it either. */
  private void vanished() {
    boolean news;
    synchronized (this) {
      news = !unknown && !closed;
      unknown = true;
      resource = null;
      trouble.end();
    }
    if (news) {
      view.listed(List.of(), false);
      eye.stateChanged(kind);
    }
  }

  /** Lists anew over another connection, and tells what was missed. */
  void renew() {
    synchronized (this) {
      if (closed || watch == null || client == null || resource == null) {
        return;
      }
      watch.close();
      listed = false;
      open(client, resource);
    }
    eye.meters().relisted(kind);
  }

  /** What can be held against the cluster: a watch that believes that it sees all there is. */
  record Claim(ClusterClient client, ApiResource resource, Set<Integer> shards, String version) {}

  /** What it claims to see; empty while it knows better. */
  synchronized Optional<Claim> claim() {
    if (closed || !listed || trouble.isFailing()) {
      return Optional.empty();
    }
    return client == null || resource == null || watch == null
        ? Optional.empty()
        : Optional.of(new Claim(client, resource, view.shards(), watch.version()));
  }

  synchronized Optional<Boolean> namespaced() {
    return Optional.ofNullable(resource).map(ApiResource::namespaced);
  }

  synchronized boolean catalogued() {
    return resource != null || unknown;
  }

  Optional<ClusterTrouble> trouble() {
    return trouble.now();
  }

  /** How long ago the cluster last sent anything. */
  synchronized Duration silentFor() {
    return watch == null ? Duration.ZERO : watch.silentFor();
  }

  void close() {
    ObjectWatch open;
    synchronized (this) {
      closed = true;
      open = watch;
      watch = null;
    }
    view.close();
    if (open != null) {
      open.close();
    }
  }
}
