package dev.plumbline.cli.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ServedKinds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of the objects of many kinds, and which kinds could not be listed.
 *
 * @param items by kind, in the order the cluster names kinds
 * @param unlisted what was not seen and why, one line for each kind; no failure
 */
public record Listing(List<ObjectNode> items, List<String> unlisted) {

  /** Kinds that come by the thousand and belong to nobody. */
  private static final Set<String> PASSED_OVER = Set.of("Event", "Lease", "ComponentStatus");

  public Listing {
    items = List.copyOf(items);
    unlisted = List.copyOf(unlisted);
  }

  /** Everything that may be listed, but for what belongs to nobody. */
  public static List<ApiResource> kinds(ServedKinds served) {
    return served.kinds().stream()
        .filter(ApiResource::watchable)
        .filter(kind -> !PASSED_OVER.contains(kind.kind()))
        .toList();
  }

  /**
   * Lists all kinds in all namespaces; one that may not be listed there, in the namespaces named.
   *
   * @param selector of labels
   */
  public static Listing labelled(
      ClusterClient cluster, ServedKinds served, String selector, Collection<String> namespaces) {
    List<Answer> answers =
        Together.ask(
            kinds(served),
            kind -> {
              Answer all = list(cluster, kind, null, selector);
              return all.forbidden() && kind.namespaced() && !namespaces.isEmpty()
                  ? list(cluster, kind, namespaces, selector)
                  : all;
            });
    return of(answers, served);
  }

  /** Lists kinds, those with namespaces in the namespaces named only. */
  public static Listing within(
      ClusterClient cluster, ServedKinds served, Collection<String> namespaces) {
    return of(
        Together.ask(
            kinds(served),
            kind -> list(cluster, kind, kind.namespaced() ? namespaces : null, null)),
        served);
  }

  private record Answer(List<ObjectNode> items, @Nullable String failure, boolean forbidden) {}

  private static Answer list(
      ClusterClient cluster,
      ApiResource kind,
      @Nullable Collection<String> namespaces,
      @Nullable String selector) {
    List<ObjectNode> items = new ArrayList<>();
    try {
      if (namespaces == null) {
        items.addAll(cluster.list(kind, null, selector, true).items());
      } else {
        for (String namespace : new TreeSet<>(namespaces)) {
          items.addAll(cluster.list(kind, namespace, selector, true).items());
        }
      }
      return new Answer(items, null, false);
    } catch (ClusterException e) {
      return switch (e.reason()) {
        case FORBIDDEN -> new Answer(items, kind.kind() + ": you may not list it", true);
        case NOT_FOUND, UNSUPPORTED -> new Answer(items, null, false);
        default -> new Answer(items, kind.kind() + ": " + e.getMessage(), false);
      };
    }
  }

  private static Listing of(List<Answer> answers, ServedKinds served) {
    List<ObjectNode> items = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    for (Answer answer : answers) {
      items.addAll(answer.items());
      if (answer.failure() != null) {
        unlisted.add(answer.failure());
      }
    }
    served.silent().forEach(api -> unlisted.add(api + ": the cluster does not say what it has"));
    return new Listing(items, unlisted);
  }
}
