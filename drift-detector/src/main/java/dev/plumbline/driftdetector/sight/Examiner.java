package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ownership.Examination;
import dev.plumbline.cluster.ownership.Expectation;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.cluster.ownership.Ownership;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.model.WantedObject;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import dev.plumbline.stream.Bulkheads;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads single objects, each once, within what a cluster grants: never a write, never a list. */
public final class Examiner {

  private final Eyes eyes;
  private final Bulkheads bulkheads;
  private final SecretCipher cipher;
  private final String manager;

  /**
   * @param manager the field manager of our applies
   */
  public Examiner(Eyes eyes, Bulkheads bulkheads, SecretCipher cipher, String manager) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.cipher = cipher;
    this.manager = manager;
  }

  /** Where a cluster's client comes from. */
  @FunctionalInterface
  public interface Eyes {
    /** The client of a cluster. */
    ClusterClient of(String cluster) throws ClusterException;
  }

  /**
   * An object as it was read.
   *
   * @param live null when it is not there
   * @param finding held against what was applied
   */
  public record Look(@Nullable Sighting live, Finding finding) {}

  /**
   * Reads an object and compares its values with what was applied.
   *
   * @param manifest what was applied; null when only its existence matters
   * @return fails with {@link ClusterException}, or when too many reads wait already
   */
  public CompletionStage<Look> examine(
      String cluster, Suspect suspect, @Nullable WantedObject manifest) {
    return bulkheads.call(cluster, () -> read(cluster, suspect, manifest));
  }

  private Look read(String cluster, Suspect suspect, @Nullable WantedObject manifest)
      throws ClusterException {
    Optional<ObjectNode> found = get(cluster, suspect.ref());
    if (found.isEmpty()) {
      return new Look(null, Finding.ABSENT);
    }
    ObjectNode live = found.get();
    Sighting sighting = sighting(live, suspect.ref());
    if (manifest == null) {
      return new Look(sighting, Finding.IN_SYNC);
    }
    ObjectNode sealed = manifest.manifest();
    Examination examination =
        Ownership.examine(
            live,
            new Expectation(
                suspect.applied(),
                cipher.open(sealed),
                SecretCipher.isSensitive(sealed),
                IgnoredFields.NONE,
                false),
            manager,
            cipher);
    return new Look(sighting, finding(examination));
  }

  /** Reads an object, to see whether it is there and whose. */
  public CompletionStage<Optional<Sighting>> find(String cluster, ObjectRef ref) {
    return bulkheads.call(cluster, () -> get(cluster, ref).map(live -> sighting(live, ref)));
  }

  private Sighting sighting(ObjectNode live, ObjectRef ref) {
    live.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    return Sighting.of(live, false, manager);
  }

  /** An object whose kind the cluster does not have is not there. */
  private Optional<ObjectNode> get(String cluster, ObjectRef ref) throws ClusterException {
    try {
      return eyes.of(cluster).get(ref);
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Finding finding(Examination examination) {
    return switch (examination.outcome()) {
      case SAME -> Finding.IN_SYNC;
      case OWNERSHIP_LOST -> Finding.OWNERSHIP_LOST;
      case CHANGED ->
          Finding.changed(
              examination.paths(),
              examination.manager(),
              examination.operation(),
              examination.time());
    };
  }
}
