package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ObjectWatch;
import dev.plumbline.cluster.WatchListener;
import dev.plumbline.driftdetector.model.ClusterTrouble;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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
final class KindWatch implements WatchListener<KindWatch.Listed> {

  private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

  private static final int FAILURES_TO_TROUBLE = 3;
  private static final Duration FAILURES_FORGOTTEN = Duration.ofMinutes(1);
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final WatchedKind kind;
  private final Set<Integer> asked;
  private final KindWatches among;
  private final ClusterEye eye;
  private final Known known = new Known();

  private volatile Set<Integer> ours;
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

  KindWatch(WatchedKind kind, Set<Integer> shards, KindWatches among, ClusterEye eye) {
    this.kind = kind;
    this.asked = Set.copyOf(shards);
    this.ours = asked;
    this.among = among;
    this.eye = eye;
  }

  private record Found(ClusterClient client, ApiResource resource) {}

  /** The shards whose objects it still tells of. */
  Set<Integer> ours() {
    return ours;
  }

  /** How many shards' objects it is told of for nothing. */
  int foreign() {
    return asked.size() - ours.size();
  }

  int asked() {
    return asked.size();
  }

  /** Tells no more of any shards but these. */
  void keep(Set<Integer> shards) {
    Set<Integer> kept = new HashSet<>(ours);
    kept.retainAll(shards);
    synchronized (this) {
      ours = Set.copyOf(kept);
      known.retain(ours);
    }
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
      known.clear();
    }
    if (former != null) {
      former.close();
    }
  }

  @Override
  public Listed reduce(ObjectNode object) {
    return new Listed(shard(object), eye.lens().see(object, false));
  }

  /** An object of a list, and its shard. */
  record Listed(int shard, Sighting sighting) {}

  @Override
  public void synced(List<Listed> objects) {
    List<Sighting> sightings = new ArrayList<>();
    List<Sighting> news = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    boolean successor = among.takeOver(this);
    boolean again;
    Set<Integer> of;
    synchronized (this) {
      if (closed) {
        return;
      }
      of = ours;
      for (Listed object : objects) {
        int shard = object.shard();
        if (isOurs(shard)) {
          Sighting seen = object.sighting();
          sightings.add(seen);
          ids.add(seen.ref().id());
          if (successor ? known.take(shard, seen) : known.takeListed(shard, seen)) {
            news.add(seen);
          }
        }
      }
      for (Sighting missed : known.retainListed(sightings)) {
        if (!ids.contains(missed.ref().id())) {
          news.add(missed.asGone());
        }
      }
      again = listed && !successor;
      listed = true;
    }
    if (again) {
      eye.meters().relisted(kind);
    }
    news.forEach(seen -> eye.seen(kind, seen));
    eye.listed(kind, of, Set.copyOf(ids));
  }

  private static int shard(ObjectNode object) {
    return Marks.shard(object).orElse(Known.NO_SHARD);
  }

  private boolean isOurs(int shard) {
    return shard == Known.NO_SHARD || ours.contains(shard);
  }

  @Override
  public void changed(ObjectNode object) {
    tell(object, false);
  }

  @Override
  public void deleted(ObjectNode object) {
    tell(object, true);
  }

  /** An object that was labelled as another's is gone for us. */
  private void tell(ObjectNode object, boolean gone) {
    int shard = shard(object);
    Sighting seen = eye.lens().see(object, gone);
    boolean news;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (gone) {
        known.remove(seen);
        news = isOurs(shard);
      } else if (isOurs(shard)) {
        news = known.take(shard, seen);
      } else {
        news = known.remove(seen);
        seen = seen.asGone();
      }
    }
    if (news) {
      eye.seen(kind, seen);
    }
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
      failures = 0;
      trouble = null;
      known.clear();
    }
    if (news) {
      eye.listed(kind, ours, Set.of());
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
      open(client, resource);
    }
  }

  /** What can be held against the cluster: a watch that believes that it sees all there is. */
  record Claim(ClusterClient client, ApiResource resource, Set<Integer> shards, String version) {}

  /** What it claims to see; empty while it knows better. */
  synchronized Optional<Claim> claim() {
    if (closed || !listed || trouble != null || failures > 0) {
      return Optional.empty();
    }
    return client == null || resource == null || watch == null
        ? Optional.empty()
        : Optional.of(new Claim(client, resource, ours, watch.version()));
  }

  Known known() {
    return known;
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
    if (open != null) {
      open.close();
    }
  }
}
