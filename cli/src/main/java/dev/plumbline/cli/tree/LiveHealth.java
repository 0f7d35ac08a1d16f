package dev.plumbline.cli.tree;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.live.MarkedObjects;
import dev.plumbline.cli.live.Together;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.HealthRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How objects do that so far only metadata is known of. */
final class LiveHealth {

  /** Above so many of a kind in a namespace, one list costs less than reading each. */
  private static final int MOST_READ_ONE_BY_ONE = 20;

  private final ClusterClient cluster;
  private final HealthRules rules;

  LiveHealth(ClusterClient cluster, HealthRules rules) {
    this.cluster = cluster;
    this.rules = rules;
  }

  /** The health of each, by uid. Only what a rule reads the status of is read whole. */
  Map<String, ObjectHealth> of(Collection<ObjectNode> objects) {
    Map<String, ObjectHealth> found = new HashMap<>();
    Map<String, List<ObjectNode>> groups =
        objects.stream()
            .collect(Collectors.groupingBy(LiveHealth::group, TreeMap::new, Collectors.toList()));
    for (Map<String, ObjectHealth> some : Together.ask(List.copyOf(groups.values()), this::all)) {
      found.putAll(some);
    }
    return found;
  }

  private static String group(ObjectNode object) {
    ObjectRef ref = MarkedObjects.ref(object);
    return ref.apiVersion() + " " + ref.kind() + " " + ref.namespace();
  }

  /** Of objects of one kind in one namespace. */
  private Map<String, ObjectHealth> all(List<ObjectNode> objects) {
    Map<String, ObjectHealth> found = new HashMap<>();
    ObjectRef any = MarkedObjects.ref(objects.get(0));
    if (!rules.readsStatus(any.group(), any.kind())) {
      objects.forEach(
          object -> found.put(Owned.uid(object), rules.of(MarkedObjects.ref(object), object)));
      return found;
    }
    Map<String, ObjectNode> whole = new HashMap<>();
    try {
      if (objects.size() > MOST_READ_ONE_BY_ONE) {
        for (ObjectNode object :
            cluster.list(cluster.resolve(any), any.namespace(), null, false).items()) {
          whole.put(Owned.uid(object), object);
        }
      } else {
        for (ObjectNode object : objects) {
          cluster
              .get(MarkedObjects.ref(object))
              .ifPresent(read -> whole.put(Owned.uid(read), read));
        }
      }
    } catch (ClusterException e) {
      objects.forEach(
          object ->
              found.put(
                  Owned.uid(object),
                  new ObjectHealth(
                      MarkedObjects.ref(object),
                      HealthStatus.Unknown,
                      "it cannot be read: " + e.getMessage())));
      return found;
    }
    for (ObjectNode object : objects) {
      ObjectRef ref = MarkedObjects.ref(object);
      ObjectNode read = whole.get(Owned.uid(object));
      found.put(
          Owned.uid(object),
          read == null
              ? new ObjectHealth(ref, HealthStatus.Missing, "it is gone")
              : rules.of(ref, read));
    }
    return found;
  }
}
