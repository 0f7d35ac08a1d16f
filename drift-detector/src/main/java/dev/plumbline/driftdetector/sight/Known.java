package dev.plumbline.driftdetector.sight;

import dev.plumbline.driftdetector.model.ResourceVersions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a watch told last of each object, so that it tells nothing twice and can be held against
 * what the cluster has. Keys are the objects' own uids and values the very sightings that were
 * told: beside those it costs some 50 bytes for each object. Safe for use by several threads.
 */
final class Known {

  /** Of an object that says of no shard, or of none that there is. */
  static final int NO_SHARD = -1;

  private final Map<Integer, Map<String, Sighting>> byShard = new HashMap<>();

  private static String key(Sighting sighting) {
    return sighting.print() == null || sighting.print().uid().isEmpty()
        ? sighting.ref().id()
        : sighting.print().uid();
  }

  /** Notes what is to be told; false when it was told already, or something newer. */
  synchronized boolean take(int shard, Sighting seen) {
    Sighting before = find(key(seen));
    return (before == null || newer(seen, before)) && put(shard, seen, before);
  }

  /**
   * As {@link #take}, of a list: it holds even where it is older, for then the store is another.
   */
  synchronized boolean takeListed(int shard, Sighting seen) {
    Sighting before = find(key(seen));
    return (before == null || !version(seen).equals(version(before))) && put(shard, seen, before);
  }

  private boolean put(int shard, Sighting seen, @Nullable Sighting before) {
    String key = key(seen);
    if (before != null && before != byShard.getOrDefault(shard, Map.of()).get(key)) {
      byShard.values().forEach(objects -> objects.remove(key));
    }
    byShard.computeIfAbsent(shard, number -> new HashMap<>()).put(key, seen);
    return true;
  }

  /** Takes over what another told. */
  synchronized void takeAll(Known other) {
    other.forEach(this::take);
  }

  /** Forgets one that is gone; false when it was not known. */
  synchronized boolean remove(Sighting gone) {
    String key = key(gone);
    boolean known = false;
    for (Map<String, Sighting> objects : byShard.values()) {
      known |= objects.remove(key) != null;
    }
    return known;
  }

  /** Forgets all but these shards' objects. */
  synchronized void retain(Set<Integer> shards) {
    byShard.keySet().removeIf(shard -> shard != NO_SHARD && !shards.contains(shard));
  }

  /**
   * Forgets what a list does not have, though it is no newer.
   *
   * @return those
   */
  synchronized List<Sighting> retainListed(List<Sighting> listed) {
    Set<String> there = new HashSet<>();
    listed.forEach(sighting -> there.add(key(sighting)));
    List<Sighting> missed = new ArrayList<>();
    for (Map<String, Sighting> objects : byShard.values()) {
      objects
          .entrySet()
          .removeIf(
              each -> {
                boolean gone = !there.contains(each.getKey());
                if (gone) {
                  missed.add(each.getValue());
                }
                return gone;
              });
    }
    return missed;
  }

  synchronized void clear() {
    byShard.clear();
  }

  /** What was told last of an object with that uid; null for nothing. */
  synchronized @Nullable Sighting of(String uid) {
    return find(uid);
  }

  private @Nullable Sighting find(String key) {
    for (Map<String, Sighting> objects : byShard.values()) {
      Sighting found = objects.get(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** What was told of a shard's objects that are there, and of those that say of none. */
  synchronized List<Sighting> of(int shard) {
    List<Sighting> all = new ArrayList<>(byShard.getOrDefault(shard, Map.of()).values());
    all.addAll(byShard.getOrDefault(NO_SHARD, Map.of()).values());
    return all;
  }

  synchronized int size() {
    return byShard.values().stream().mapToInt(Map::size).sum();
  }

  synchronized void forEach(BiConsumer<Integer, Sighting> action) {
    byShard.forEach((shard, objects) -> objects.values().forEach(one -> action.accept(shard, one)));
  }

  private static boolean newer(Sighting seen, Sighting before) {
    return newer(version(seen), version(before));
  }

  /** Versions that cannot be compared are news when they differ. */
  static boolean newer(String seen, String before) {
    return !seen.equals(before) && !ResourceVersions.newer(before, seen);
  }

  static String version(Sighting sighting) {
    return sighting.print() == null ? "" : sighting.print().resourceVersion();
  }
}
