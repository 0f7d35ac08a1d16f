package dev.plumbline.rendering;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.git.ReadSet;
import dev.plumbline.manifests.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be remembered of an application's last good render: everything but the manifests.
 *
 * @param readSets what was read of each source
 * @param remotes what it was made from beside the sources, and at which revision
 * @param objects what was rendered, and where from
 */
public record LastGood(
    String applicationUid,
    long generation,
    long sequence,
    String renderKey,
    List<ReadSet> readSets,
    Map<RemoteName, String> remotes,
    Map<ObjectRef, Place> objects) {

  public LastGood {
    readSets = List.copyOf(readSets);
    remotes = Map.copyOf(remotes);
    objects = Map.copyOf(objects);
  }

  /** Reduces a state record. */
  public static LastGood of(Desired desired) {
    List<ReadSet> read = new ArrayList<>();
    Map<RemoteName, String> remotes = new TreeMap<>();
    for (Desired.SourceReadSet set : desired.readSets()) {
      if (read.size() < desired.revisions().size()) {
        read.add(new ReadSet(new TreeMap<>(set.entries())));
      } else {
        set.entries()
            .forEach(
                (ref, revision) ->
                    RemoteName.of(set.repository(), ref)
                        .ifPresent(name -> remotes.put(name, revision)));
      }
    }
    Map<ObjectRef, Place> objects = new TreeMap<>();
    desired.manifests().forEach(m -> objects.put(m.ref(), Place.parse(m.origin())));
    return new LastGood(
        desired.applicationUid(),
        desired.generation(),
        desired.sequence(),
        desired.renderKey(),
        read,
        remotes,
        objects);
  }

  /** Whether something that it was made from can be another without a commit to the repository. */
  public boolean mayMove() {
    return remotes.entrySet().stream().anyMatch(each -> each.getKey().moves(each.getValue()));
  }
}
