package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.driftdetector.model.FoldedManifests.Fold;
import dev.plumbline.health.HealthRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object that Git wants.
 *
 * @param digest as {@link Manifest#digest()}
 * @param origin where it came from, as {@code file:line}
 * @param driftDetection how its drift is told; null for as the application says
 * @param healthIgnored whether its health does not count
 * @param traits how it says it is to be synced
 * @param folded its manifest, Secret values sealed
 */
public record WantedObject(
    ObjectRef ref,
    String digest,
    String origin,
    @Nullable DriftDetection driftDetection,
    boolean healthIgnored,
    SyncTraits traits,
    Fold folded) {

  static WantedObject of(Manifest manifest, Fold folded) {
    return new WantedObject(
        manifest.ref(),
        manifest.digest(),
        manifest.origin(),
        DriftDetection.of(driftDetection(manifest)).orElse(null),
        HealthRules.ignored(manifest.object()),
        traits(manifest),
        folded);
  }

  /** Of one whose annotations mean nothing it is as if it had none. */
  private static SyncTraits traits(Manifest manifest) {
    try {
      SyncTraits traits = SyncTraits.of(manifest.object());
      return traits.equals(SyncTraits.NONE) ? SyncTraits.NONE : traits;
    } catch (SyncAnnotationException e) {
      return SyncTraits.NONE;
    }
  }

  /** What is wrong with what the manifest says of how it is to be synced; empty for nothing. */
  static Optional<String> problem(Manifest manifest) {
    try {
      SyncTraits.of(manifest.object());
      return Optional.empty();
    } catch (SyncAnnotationException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Why it is never applied; empty when it is. */
  public Optional<String> leftAlone() {
    if (!traits.reconcile()) {
      return Optional.of("it says reconcile: disabled");
    }
    return traits
        .ssa()
        .filter(policy -> policy == SsaPolicy.IGNORE)
        .map(p -> "it says ssa: Ignore");
  }

  /** Whether it is created when it is not there, and left as it is from then on. */
  public boolean createdOnly() {
    return traits.ssa().filter(policy -> policy == SsaPolicy.IF_NOT_PRESENT).isPresent();
  }

  /** What the manifest says of how its drift is told, be it valid or not; empty for nothing. */
  static String driftDetection(Manifest manifest) {
    JsonNode annotations = manifest.object().path("metadata").path("annotations");
    return annotations.path(DriftDetection.ANNOTATION).asText("");
  }

  /** Its manifest, Secret values sealed; read out of what is compressed. */
  public ObjectNode manifest() {
    ObjectNode object = folded.unfold();
    if (ref.namespace().isEmpty() && object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("namespace");
    }
    return object;
  }

  /** The same object where its kind has no namespaces. */
  public WantedObject withoutNamespace() {
    return new WantedObject(
        new ObjectRef(ref.group(), ref.version(), ref.kind(), "", ref.name()),
        digest,
        origin,
        driftDetection,
        healthIgnored,
        traits,
        folded);
  }
}
