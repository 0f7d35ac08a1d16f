package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ObjectWatch;
import dev.plumbline.cluster.WatchListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watch of one kind of children on one cluster. That it fails costs detail, and no verdict. */
final class OffspringWatch implements WatchListener<Optional<Descendant>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OffspringWatch.class);

  private static final long RETRY_MILLIS = 30_000;

  private final WatchedKind kind;
  private final Offspring offspring;
  private final boolean metadataOnly;
  private boolean closed;
  private boolean failing;
  private @Nullable ClusterClient client;
  private @Nullable ObjectWatch watch;

  OffspringWatch(WatchedKind kind, Offspring offspring) {
    this.kind = kind;
    this.offspring = offspring;
    this.metadataOnly = kind.kind().equals("ReplicaSet");
  }

  private record Found(ClusterClient client, ApiResource resource) {}

  /** The cluster may be another one now, or none, or one again: then it is watched anew. */
  void reconsider() {
    offspring
        .bulkheads()
        .call("discovery of " + kind.cluster(), () -> offspring.eyes().of(kind.cluster()))
        .whenComplete(
            (now, failure) -> {
              if (letGoOfAnyBut(now)) {
                start();
              }
            });
  }

  private synchronized boolean letGoOfAnyBut(@Nullable ClusterClient now) {
    if (closed || (watch != null && client == now)) {
      return false;
    }
    if (watch != null) {
      watch.close();
      watch = null;
    }
    return true;
  }

  void start() {
    offspring
        .bulkheads()
        .call(
            "discovery of " + kind.cluster(),
            () -> {
              ClusterClient client = offspring.eyes().of(kind.cluster());
              return new Found(client, client.resolve(kind.group(), kind.kind()));
            })
        .whenComplete(
            (found, failure) -> {
              if (found != null) {
                open(found);
              } else {
                offspring.later(RETRY_MILLIS, this::start);
              }
            });
  }

  private synchronized void open(Found found) {
    if (!closed && watch == null) {
      client = found.client();
      watch = found.client().watch(found.resource(), null, null, metadataOnly, this);
    }
  }

  @Override
  public Optional<Descendant> reduce(ObjectNode object) {
    return Descendant.of(object, offspring.rules(), metadataOnly);
  }

  @Override
  public void synced(List<Optional<Descendant>> objects) {
    failing = false;
    Set<String> uids = new HashSet<>();
    for (Optional<Descendant> object : objects) {
      object.ifPresent(one -> uids.add(one.uid()));
      take(object);
    }
    offspring
        .family(kind.cluster())
        .retain(kind, uids)
        .forEach(root -> offspring.changed(kind.cluster(), root));
  }

  @Override
  public void changed(ObjectNode object) {
    failing = false;
    take(reduce(object));
  }

  private void take(Optional<Descendant> object) {
    object
        .flatMap(one -> offspring.family(kind.cluster()).put(one))
        .ifPresent(root -> offspring.changed(kind.cluster(), root));
  }

  @Override
  public void deleted(ObjectNode object) {
    offspring
        .family(kind.cluster())
        .remove(object.path("metadata").path("uid").asText())
        .ifPresent(root -> offspring.changed(kind.cluster(), root));
  }

  @Override
  public void failing(ClusterException failure) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "Children cannot be seen, so it is not told why workloads are not well cluster={} kind={}"
              + " cause=\"{}\"",
          kind.cluster(),
          kind.kind(),
          failure.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (watch != null) {
      watch.close();
    }
  }
}
