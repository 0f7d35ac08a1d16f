package dev.plumbline.renderer.model;

import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.git.ReadSet;
import dev.plumbline.manifests.RenderFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How looking at an application at a commit ended. */
public sealed interface Outcome {

  /** Nothing that the last good render read is different: it stands. */
  record Unchanged() implements Outcome {}

  /**
   * A new desired state.
   *
   * @param remotes what it was made from beside the repository, and at which revision
   */
  record Changed(
      String renderKey, List<Manifest> manifests, ReadSet readSet, Map<RemoteName, String> remotes)
      implements Outcome {
    public Changed {
      manifests = List.copyOf(manifests);
      remotes = Map.copyOf(remotes);
    }

    /**
     * What a state record tells of all that was read: of the source, and of each thing remote its
     * ref and what that was.
     */
    public List<Desired.SourceReadSet> readSets(String repository) {
      List<Desired.SourceReadSet> sets = new ArrayList<>();
      sets.add(new Desired.SourceReadSet(repository, readSet.entries()));
      new TreeMap<>(remotes)
          .forEach(
              (name, revision) ->
                  sets.add(new Desired.SourceReadSet(name.mark(), Map.of(name.ref(), revision))));
      return sets;
    }
  }

  /** Not known before this is at hand. */
  record Wanting(RemoteName remote) implements Outcome {}

  /**
   * It cannot be rendered.
   *
   * @param readSet what was read before it failed; empty when the failure is not the repository's
   */
  record Failed(RenderFailure failure, Optional<ReadSet> readSet) implements Outcome {}
}
