package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.driftdetector.model.FoldedManifests.Fold;
import java.util.ArrayList;
import java.util.List;

/**
 * What Git wants of an application: the last good render, as far as it is of use here, in little
 * memory.
 *
 * @param generation of the {@code Application} that it was rendered for
 * @param sequence of the render
 */
public record Wanted(
    String applicationUid,
    long generation,
    long sequence,
    List<SourceRevision> revisions,
    Trigger trigger,
    List<RenderWarning> warnings,
    List<WantedObject> objects) {

  public Wanted {
    revisions = List.copyOf(revisions);
    warnings = List.copyOf(warnings);
    objects = List.copyOf(objects);
  }

  /** Folds up what was rendered. */
  public static Wanted of(Desired desired) {
    List<ObjectNode> manifests = desired.manifests().stream().map(Manifest::object).toList();
    List<Fold> folds = FoldedManifests.fold(manifests);
    List<WantedObject> objects = new ArrayList<>();
    for (int i = 0; i < folds.size(); i++) {
      objects.add(WantedObject.of(desired.manifests().get(i), folds.get(i)));
    }
    return new Wanted(
        desired.applicationUid(),
        desired.generation(),
        desired.sequence(),
        desired.revisions(),
        desired.trigger(),
        warnings(desired),
        objects);
  }

  private static List<RenderWarning> warnings(Desired desired) {
    List<RenderWarning> warnings = new ArrayList<>(desired.allWarnings());
    for (Manifest manifest : desired.manifests()) {
      String mode = WantedObject.driftDetection(manifest);
      if (!mode.isEmpty() && DriftDetection.of(mode).isEmpty()) {
        warnings.add(
            new RenderWarning(
                "InvalidDriftDetection",
                "%s: %s has the annotation %s: %s; expected one of %s"
                    .formatted(
                        manifest.origin(),
                        manifest.ref(),
                        DriftDetection.ANNOTATION,
                        mode,
                        List.of(DriftDetection.values()))));
      }
    }
    return warnings;
  }

  /** The same render with these objects. */
  public Wanted with(List<WantedObject> others) {
    return new Wanted(applicationUid, generation, sequence, revisions, trigger, warnings, others);
  }
}
