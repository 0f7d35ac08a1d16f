package dev.plumbline.rendering;

import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.git.ReadSet;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.SourceObject;
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
   * @param readSets what was read of each source
   * @param remotes what it was made from beside the repository, and at which revision
   * @param warnings what the owner of the application should know
   */
  record Changed(
      String renderKey,
      List<Manifest> manifests,
      List<ReadSet> readSets,
      Map<RemoteName, String> remotes,
      List<RenderWarning> warnings)
      implements Outcome {
    public Changed {
      warnings = List.copyOf(warnings);
      manifests = List.copyOf(manifests);
      readSets = List.copyOf(readSets);
      remotes = Map.copyOf(remotes);
    }

    /**
     * What a state record tells of all that was read: of each source in order, and of each thing
     * remote its ref and what that was.
     */
    public List<Desired.SourceReadSet> readSets(List<SourceRevision> sources) {
      List<Desired.SourceReadSet> sets = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        sets.add(new Desired.SourceReadSet(sources.get(i).repository(), readSets.get(i).entries()));
      }
      new TreeMap<>(remotes)
          .forEach(
              (name, revision) ->
                  sets.add(new Desired.SourceReadSet(name.mark(), Map.of(name.ref(), revision))));
      return sets;
    }
  }

  /** What the sources render to, and no more than that: see {@link Evaluation#build}. */
  record Built(List<SourceObject> objects, List<RenderWarning> warnings) implements Outcome {
    public Built {
      objects = List.copyOf(objects);
      warnings = List.copyOf(warnings);
    }
  }

  /** Not known before these are at hand. */
  record Wanting(List<RemoteName> remotes) implements Outcome {
    public Wanting {
      remotes = List.copyOf(remotes);
    }
  }

  /**
   * It cannot be rendered.
   *
   * @param readSets what was read of each source before it failed; empty when the failure is not
   *     the repositories'
   */
  record Failed(RenderFailure failure, Optional<List<ReadSet>> readSets) implements Outcome {}
}
