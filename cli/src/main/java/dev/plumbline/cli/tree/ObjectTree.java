package dev.plumbline.cli.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.live.HookObjects;
import dev.plumbline.cli.live.Listing;
import dev.plumbline.cli.live.LiveApplication;
import dev.plumbline.cli.live.MarkedObjects;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ServedKinds;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.health.HealthRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An application's objects with all that they own, read from its cluster now.
 *
 * @param sync whether it is as Git wants it, as its status has it
 * @param roots the application's own objects
 * @param unseen what could not be looked at and why, one line each
 */
record ObjectTree(String sync, List<Node> roots, List<String> unseen) {

  ObjectTree {
    roots = roots.stream().sorted(Node.ORDER).toList();
    unseen = unseen.stream().distinct().sorted().toList();
  }

  /**
   * The worst of its objects that are there; of one that is on its way, the worst of what it waits
   * for. An application of which nothing is there is missing itself.
   */
  HealthStatus health() {
    List<HealthStatus> there =
        roots.stream()
            .filter(root -> root.health() != HealthStatus.Missing)
            .filter(Node::weighs)
            .map(Node::outlook)
            .toList();
    boolean nothingThere =
        !roots.isEmpty() && roots.stream().allMatch(root -> root.health() == HealthStatus.Missing);
    return nothingThere ? HealthStatus.Missing : HealthStatus.worst(there);
  }

  /** Reads it. */
  static ObjectTree of(LiveApplication live) throws ClusterException {
    ServedKinds served = live.destination().kinds();
    Told told = new Told(live.status());
    String namespace = live.application().spec().destination().namespaceOrDefault();
    Set<String> namespaces = new TreeSet<>(Set.of(namespace));
    told.objects().values().forEach(object -> add(namespaces, object.path("namespace")));
    MarkedObjects marked = MarkedObjects.of(live, served, namespaces);
    Map<ObjectRef, ObjectNode> roots = new TreeMap<>(marked.objects());
    List<String> unseen = new ArrayList<>(marked.unlisted());
    List<Node> missing = missing(live.destination(), served, told, roots, unseen);
    roots.keySet().stream()
        .map(ObjectRef::namespace)
        .filter(each -> !each.isEmpty())
        .forEach(namespaces::add);

    Listing children = Listing.within(live.destination(), kinds(served, roots), namespaces);
    unseen.addAll(children.unlisted());
    Owned owned = new Owned(children.items());
    List<ObjectNode> all = new ArrayList<>(roots.values());
    all.addAll(owned.below(roots.values()));
    Map<String, ObjectHealth> health =
        new LiveHealth(live.destination(), OwnRules.of(live, unseen)).of(all);

    Set<String> placed = new HashSet<>();
    roots.values().forEach(root -> placed.add(Owned.uid(root)));
    List<Node> nodes = new ArrayList<>(missing);
    roots.forEach(
        (ref, root) -> {
          boolean hook = HookObjects.include(root);
          String sync = hook ? Node.HOOK : told.sync(ref);
          nodes.add(node(root, sync, !hook, owned, health, placed));
        });
    return new ObjectTree(told.sync(), nodes, unseen);
  }

  private static void add(Set<String> namespaces, JsonNode namespace) {
    if (!namespace.asText("").isEmpty()) {
      namespaces.add(namespace.asText());
    }
  }

  /** What is namespaced cannot own what is not. */
  private static ServedKinds kinds(ServedKinds served, Map<ObjectRef, ObjectNode> roots) {
    boolean wide = roots.keySet().stream().anyMatch(ref -> ref.namespace().isEmpty());
    return new ServedKinds(
        served.kinds().stream().filter(kind -> wide || kind.namespaced()).toList(),
        served.silent());
  }

  /**
   * What the status tells of and was not found by its mark: it is gone, or somebody took the mark
   * off, and then it is a root all the same.
   */
  private static List<Node> missing(
      ClusterClient cluster,
      ServedKinds served,
      Told told,
      Map<ObjectRef, ObjectNode> roots,
      List<String> unseen) {
    Set<String> found = new HashSet<>();
    roots.keySet().forEach(ref -> found.add(ref.id()));
    List<Node> missing = new ArrayList<>();
    told.objects()
        .forEach(
            (id, object) -> {
              if (found.contains(id)) {
                return;
              }
              ObjectRef ref = ref(served.kinds(), object);
              try {
                ObjectNode live = cluster.get(ref).orElse(null);
                if (live == null) {
                  missing.add(
                      new Node(
                          ref,
                          told.sync(ref),
                          HealthStatus.Missing,
                          "it is not on the cluster",
                          true,
                          List.of()));
                } else {
                  roots.put(ref, live);
                }
              } catch (ClusterException e) {
                if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
                  missing.add(
                      new Node(
                          ref,
                          told.sync(ref),
                          HealthStatus.Missing,
                          e.getMessage(),
                          true,
                          List.of()));
                } else {
                  unseen.add(ref + ": " + e.getMessage());
                }
              }
            });
    return missing;
  }

  private static ObjectRef ref(Collection<ApiResource> kinds, JsonNode object) {
    String group = object.path("group").asText("");
    String kind = object.path("kind").asText();
    String version =
        kinds.stream()
            .filter(each -> each.group().equals(group) && each.kind().equals(kind))
            .map(ApiResource::version)
            .findFirst()
            .orElse("v1");
    return new ObjectRef(
        group, version, kind, object.path("namespace").asText(""), object.path("name").asText());
  }

  /**
   * @param weighs whether its health is anybody's concern, and that of what it owns
   */
  private static Node node(
      ObjectNode object,
      @Nullable String sync,
      boolean weighs,
      Owned owned,
      Map<String, ObjectHealth> health,
      Set<String> placed) {
    ObjectHealth own = Objects.requireNonNull(health.get(Owned.uid(object)));
    List<Node> children = new ArrayList<>();
    for (ObjectNode child : owned.of(object)) {
      if (placed.add(Owned.uid(child))) {
        children.add(node(child, null, weighs, owned, health, placed));
      }
    }
    String message = own.message();
    return new Node(
        MarkedObjects.ref(object),
        sync,
        own.status(),
        message == null ? "" : message,
        weighs && !HealthRules.ignored(object),
        children);
  }
}
