package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.KustomizeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Resources in the order in which they were added, no two of which are called the same. */
public final class Resources {

  private final List<Resource> list = new ArrayList<>();

  public static Resources of(Collection<Resource> resources) {
    Resources result = new Resources();
    result.appendAll(resources);
    return result;
  }

  /** The resources as they are now; the list is a copy. */
  public List<Resource> list() {
    return List.copyOf(list);
  }

  public int size() {
    return list.size();
  }

  public void append(Resource resource) {
    appendAll(List.of(resource));
  }

  /**
   * Adds all of them.
   *
   * @throws KustomizeException when one is called as another
   */
  public void appendAll(Collection<Resource> more) {
    Map<ResId.Key, Resource> known = new HashMap<>();
    list.forEach(resource -> known.put(resource.currentId().key(), resource));
    for (Resource resource : more) {
      ResId id = resource.currentId();
      Resource other = known.putIfAbsent(id.key(), resource);
      if (other != null) {
        throw new KustomizeException(
            resource.place().file(),
            resource.place().line(),
            "",
            "may not add resource with an already registered id: "
                + id
                + "; the other one is at "
                + other.place(),
            null);
      }
      list.add(resource);
    }
  }

  /**
   * Adds generated resources: new ones, or in place of what is there as each wants it.
   *
   * @throws KustomizeException when there is nothing to replace, or something and it does not want
   *     to
   */
  public void absorb(Collection<Resource> generated) {
    generated.forEach(this::absorb);
  }

  private void absorb(Resource generated) {
    ResId id = generated.currentId();
    Behavior behavior = generated.history().behavior();
    boolean joins = behavior == Behavior.MERGE || behavior == Behavior.REPLACE;
    List<Resource> matches = withAnyId(id::isSame);
    if (matches.size() > 1) {
      throw new KustomizeException(
          "", "found multiple objects " + matches + " that could accept merge of " + id);
    }
    if (matches.isEmpty()) {
      if (joins) {
        throw new KustomizeException("", "id " + id + " does not exist; cannot merge or replace");
      }
      append(generated);
      return;
    }
    if (!joins) {
      throw new KustomizeException("", "id " + id + " exists; behavior must be merge or replace");
    }
    Resource old = matches.get(0);
    Origin origin = old.history().origin();
    generated.mergeMetadataFrom(old);
    if (behavior == Behavior.MERGE) {
      generated.mergeDataFrom(old);
      if (origin != null) {
        generated.history().setOrigin(origin);
      }
    }
    list.set(list.indexOf(old), generated);
  }

  /** Those that were ever called so. */
  public List<Resource> withAnyId(Predicate<ResId> matcher) {
    return list.stream().filter(resource -> resource.allIds().stream().anyMatch(matcher)).toList();
  }

  /**
   * The one that was ever called so.
   *
   * @throws KustomizeException when there is none or more than one
   */
  public Resource onlyWithId(ResId id) {
    List<Resource> matches = withAnyId(id::isSame);
    if (matches.size() == 1) {
      return matches.get(0);
    }
    throw new KustomizeException(
        "",
        (matches.isEmpty() ? "no matches for Id " : "multiple matches for Id ")
            + id
            + "; failed to find unique target for patch "
            + id);
  }

  /** Drops what was deleted. */
  public void dropEmpty() {
    list.removeIf(Resource::isEmpty);
  }

  /** Puts other resources in place of all of them. */
  public void replaceAll(Collection<Resource> resources) {
    List<Resource> replacement = List.copyOf(resources);
    list.clear();
    appendAll(replacement);
  }

  /** How many are called so now. */
  public Map<ResId.Key, Integer> idCounts() {
    Map<ResId.Key, Integer> counts = new HashMap<>();
    list.forEach(resource -> counts.merge(resource.currentId().key(), 1, Integer::sum));
    return counts;
  }

  public void setOriginIfNone(@Nullable Origin origin) {
    if (origin != null) {
      list.stream()
          .map(Resource::history)
          .filter(history -> history.origin() == null)
          .forEach(history -> history.setOrigin(origin));
    }
  }
}
