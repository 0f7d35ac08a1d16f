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
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Git wants of an application: the last good render, as far as it is of use here, in little
 * memory.
 *
 * @param generation of the {@code Application} that it was rendered for
 * @param sequence of the render
 * @param objects what is to be on the cluster
 * @param hooks what is run in the course of a sync or a deletion, and is not kept as it is
 */
public record Wanted(
    String applicationUid,
    long generation,
    long sequence,
    List<SourceRevision> revisions,
    Trigger trigger,
    List<RenderWarning> warnings,
    List<WantedObject> objects,
    List<WantedObject> hooks) {

  public Wanted {
    revisions = List.copyOf(revisions);
    warnings = List.copyOf(warnings);
    objects = List.copyOf(objects);
    hooks = List.copyOf(hooks);
  }

  /** Folds up what was rendered. */
  public static Wanted of(Desired desired) {
    List<ObjectNode> manifests = desired.manifests().stream().map(Manifest::object).toList();
    List<Fold> folds = FoldedManifests.fold(manifests);
    List<WantedObject> all = new ArrayList<>();
    for (int i = 0; i < folds.size(); i++) {
      all.add(WantedObject.of(desired.manifests().get(i), folds.get(i)));
    }
    all.removeIf(object -> object.traits().skip());
    return new Wanted(
        desired.applicationUid(),
        desired.generation(),
        desired.sequence(),
        desired.revisions(),
        desired.trigger(),
        warnings(desired),
        all.stream().filter(object -> !object.traits().hook()).toList(),
        all.stream().filter(object -> object.traits().hook()).toList());
  }

  /** The objects by their ids. */
  Map<String, WantedObject> byId() {
    return objects.stream()
        .collect(Collectors.toMap(object -> object.ref().id(), object -> object, (a, b) -> a));
  }

  /** Objects and hooks. */
  public Stream<WantedObject> everything() {
    return Stream.concat(objects.stream(), hooks.stream());
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
      WantedObject.problem(manifest)
          .ifPresent(
              why ->
                  warnings.add(
                      new RenderWarning(
                          "InvalidSyncAnnotation",
                          "%s: %s: %s; it is synced as if it had none"
                              .formatted(manifest.origin(), manifest.ref(), why))));
    }
    return warnings;
  }

  /** The same render with each object and hook as it is made of it. */
  public Wanted with(UnaryOperator<WantedObject> change) {
    return new Wanted(
        applicationUid,
        generation,
        sequence,
        revisions,
        trigger,
        warnings,
        objects.stream().map(change).toList(),
        hooks.stream().map(change).toList());
  }
}
