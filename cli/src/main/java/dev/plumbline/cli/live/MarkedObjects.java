package dev.plumbline.cli.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ServedKinds;
import dev.plumbline.contracts.ObjectRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objects that bear an application's mark, whether or not Git wants them.
 *
 * @param objects metadata of each
 * @param unlisted kinds that could not be looked through
 */
public record MarkedObjects(Map<ObjectRef, ObjectNode> objects, List<String> unlisted) {

  public MarkedObjects {
    objects = new TreeMap<>(objects);
    unlisted = List.copyOf(unlisted);
  }

  /**
   * Finds them.
   *
   * @param namespaces where to look if one may not look everywhere
   */
  public static MarkedObjects of(
      LiveApplication live, ServedKinds served, Collection<String> namespaces) {
    Listing listing =
        Listing.labelled(
            live.destination(), served, Marks.selector(List.of(live.key().shard())), namespaces);
    Map<ObjectRef, ObjectNode> objects = new TreeMap<>();
    for (ObjectNode item : listing.items()) {
      ObjectRef ref = ref(item);
      boolean ours =
          Marks.of(item)
              .filter(mark -> mark.installation().equals(live.installation()))
              .filter(mark -> mark.applicationUid().equals(live.application().uid()))
              .filter(mark -> mark.names(ref))
              .isPresent();
      if (ours) {
        objects.put(ref, item);
      }
    }
    return new MarkedObjects(objects, listing.unlisted());
  }

  /** Names an object. */
  public static ObjectRef ref(ObjectNode object) {
    return ObjectRef.of(
        object.path("apiVersion").asText(),
        object.path("kind").asText(),
        object.path("metadata").path("namespace").asText(""),
        object.path("metadata").path("name").asText());
  }
}
