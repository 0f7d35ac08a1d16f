package dev.plumbline.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects under one resourceVersion counter. Writers hold one lock for as long as a write is
 * computed; nothing under it waits for a network. Readers of single objects and of lists take the
 * same lock, briefly.
 */
public final class Store {

  /** As many changes as a watch may be behind before it must list again. */
  private static final int HISTORY = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Key, Stored> objects = new TreeMap<>();
  private final Map<String, Set<Key>> owned = new HashMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Journal journal;
  private volatile long version;
  private long forgotten;

  /** A store that goes on from what the journal holds. */
  public Store(Journal journal) {
    this.journal = journal;
    this.version = journal.load((key, object, v) -> index(new Stored(key, v, object)));
    this.forgotten = version;
  }

  /** Several objects as of one version. */
  public record Snapshot(long version, List<Stored> objects) {
    public Snapshot {
      objects = List.copyOf(objects);
    }
  }

  /** The requested version is no longer in the history. */
  public static final class Expired extends Exception {
    private static final long serialVersionUID = 1L;

    Expired(long wanted, long oldest) {
      super("too old resource version: " + wanted + " (" + oldest + ")");
    }
  }

  public long version() {
    return version;
  }

  /** Runs a read-modify-write as one step. */
  public <T> T atomically(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  public Optional<Stored> get(Key key) {
    return Optional.ofNullable(atomically(() -> objects.get(key)));
  }

  /** Objects of a resource in key order; an empty namespace means all. */
  public Snapshot list(String groupResource, String namespace) {
    return atomically(
        () -> {
          Key from = new Key(groupResource, namespace, "");
          List<Stored> found = new ArrayList<>();
          for (Stored stored : objects.tailMap(from, true).values()) {
            Key key = stored.key();
            if (!key.groupResource().equals(groupResource)
                || (!namespace.isEmpty() && !key.namespace().equals(namespace))) {
              break;
            }
            found.add(stored);
          }
          return new Snapshot(version, found);
        });
  }

  /** Resources of which there are objects. */
  public List<String> groupResources() {
    return atomically(() -> objects.keySet().stream().map(Key::groupResource).distinct().toList());
  }

  /** Everything in a namespace, whatever its kind. */
  public List<Stored> inNamespace(String namespace) {
    return atomically(
        () ->
            objects.values().stream()
                .filter(stored -> stored.key().namespace().equals(namespace))
                .toList());
  }

  /** Objects with an owner reference to a uid. */
  public List<Stored> ownedBy(String uid) {
    return atomically(
        () -> {
          List<Stored> found = new ArrayList<>();
          for (Key key : owned.getOrDefault(uid, Set.of())) {
            Stored stored = objects.get(key);
            if (stored != null) {
              found.add(stored);
            }
          }
          return found;
        });
  }

  /**
   * Stores an object under the next version, which is written into it. The caller gives the tree
   * away.
   */
  public Stored put(Key key, ObjectNode object) {
    return atomically(
        () -> {
          long next = version + 1;
          if (object.path("metadata") instanceof ObjectNode metadata) {
            metadata.put("resourceVersion", String.valueOf(next));
          }
          Stored now = new Stored(key, next, object);
          Stored before = objects.get(key);
          journal.put(now);
          unindex(before);
          index(now);
          publish(
              new Change(before == null ? Change.Kind.ADDED : Change.Kind.MODIFIED, before, now));
          return now;
        });
  }

  /** Removes an object; does nothing when there is none. */
  public Optional<Stored> delete(Key key) {
    return atomically(
        () -> {
          Stored before = objects.get(key);
          if (before == null) {
            return Optional.empty();
          }
          long next = version + 1;
          ObjectNode last = before.object().deepCopy();
          if (last.path("metadata") instanceof ObjectNode metadata) {
            metadata.put("resourceVersion", String.valueOf(next));
          }
          Stored now = new Stored(key, next, last);
          journal.delete(key, next);
          unindex(before);
          objects.remove(key);
          publish(new Change(Change.Kind.DELETED, before, now));
          return Optional.of(now);
        });
  }

  /**
   * Follows a resource, or all of them when {@code groupResource} is empty.
   *
   * @throws Expired if changes since that version have been forgotten
   */
  public Subscription subscribe(String groupResource, long since) throws Expired {
    lock.lock();
    try {
      if (since < forgotten) {
        throw new Expired(since, forgotten);
      }
      List<Change> replay = new ArrayList<>();
      for (Change change : history) {
        if (change.version() > since
            && (groupResource.isEmpty()
                || change.now().key().groupResource().equals(groupResource))) {
          replay.add(change);
        }
      }
      Subscription subscription = new Subscription(this, groupResource, replay, since);
      subscriptions.add(subscription);
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  /** Writes everything to disk in its compact form and closes the journal. */
  public void close() {
    atomically(
        () -> {
          journal.close(version, objects.values());
          return version;
        });
  }

  private void publish(Change change) {
    history.addLast(change);
    if (history.size() > HISTORY) {
      forgotten = history.removeFirst().version();
    }
    subscriptions.forEach(subscription -> subscription.offer(change));
    version = change.version();
    journal.compactWhenLarge(version, objects.values());
  }

  private void index(Stored stored) {
    objects.put(stored.key(), stored);
    for (JsonNode owner : stored.metadata().path("ownerReferences")) {
      owned.computeIfAbsent(owner.path("uid").asText(), k -> new TreeSet<>()).add(stored.key());
    }
  }

  private void unindex(@Nullable Stored stored) {
    if (stored == null) {
      return;
    }
    for (JsonNode owner : stored.metadata().path("ownerReferences")) {
      String uid = owner.path("uid").asText();
      Set<Key> keys = owned.get(uid);
      if (keys != null) {
        keys.remove(stored.key());
        if (keys.isEmpty()) {
          owned.remove(uid);
        }
      }
    }
  }
}
