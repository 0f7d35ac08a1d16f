package dev.plumbline.driftdetector.sight;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.ownership.Advice;
import dev.plumbline.cluster.ownership.DryRunDifference;
import dev.plumbline.cluster.ownership.Examination;
import dev.plumbline.cluster.ownership.Expectation;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.cluster.ownership.Ownership;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.sight.Sightings.Suspect;
import dev.plumbline.stream.Bulkheads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads single objects, each once, within what a cluster grants: never a list, and never a write,
 * though an apply may be tried where that is asked for.
 */
public final class Examiner {

  private final Eyes eyes;
  private final Bulkheads bulkheads;
  private final SecretCipher cipher;
  private final Lens lens;

  /**
   * Reads nothing yet.
   *
   * @param lens through which objects are seen
   */
  public Examiner(Eyes eyes, Bulkheads bulkheads, SecretCipher cipher, Lens lens) {
    this.eyes = eyes;
    this.bulkheads = bulkheads;
    this.cipher = cipher;
    this.lens = lens;
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
   * Reads an object and compares it with what was applied.
   *
   * @param expected what was applied; null when only its existence matters
   * @return fails with {@link ClusterException}, or when too many reads wait already
   */
  public CompletionStage<Look> examine(
      String cluster, Suspect suspect, @Nullable Expected expected) {
    return bulkheads.call(cluster, () -> read(cluster, suspect, expected));
  }

  private Look read(String cluster, Suspect suspect, @Nullable Expected expected)
      throws ClusterException {
    Optional<ObjectNode> found = get(cluster, suspect.ref());
    if (found.isEmpty()) {
      return new Look(null, Finding.ABSENT);
    }
    ObjectNode live = found.get();
    Sighting sighting = sighting(live, suspect.ref());
    if (expected == null) {
      return new Look(sighting, Finding.IN_SYNC);
    }
    Comparing comparing = new Comparing(live, expected);
    Finding byOwnership = comparing.byOwnership(suspect);
    if (expected.mode() != DriftDetection.DRY_RUN) {
      return new Look(sighting, byOwnership);
    }
    Optional<List<PathDrift>> changes = comparing.byDryRun(cluster);
    return new Look(
        sighting, changes.map(paths -> finding(paths, byOwnership)).orElse(byOwnership));
  }

  private static Finding finding(List<PathDrift> changes, Finding byOwnership) {
    if (!changes.isEmpty()) {
      return changed(changes);
    }
    return byOwnership.state() == Finding.State.IN_SYNC ? Finding.IN_SYNC : Finding.OWNERSHIP_LOST;
  }

  /**
   * What was found by trying an apply, beside what ownership says of the same object.
   *
   * @param missed what ownership did not see; empty when it sees all
   */
  public record Sample(Look look, List<PathDrift> missed) {}

  /**
   * Tries the apply of an object that is thought to be in order.
   *
   * @return as {@link #examine}; empty when the object is not there, or an apply of it is refused
   *     for what it is
   */
  public CompletionStage<Optional<Sample>> sample(
      String cluster, Suspect suspect, Expected expected) {
    return bulkheads.call(
        cluster,
        () -> {
          Optional<ObjectNode> live = get(cluster, suspect.ref());
          if (live.isEmpty()) {
            return Optional.empty();
          }
          Comparing comparing = new Comparing(live.get(), expected);
          Finding byOwnership = comparing.byOwnership(suspect);
          Sighting sighting = sighting(live.get(), suspect.ref());
          return comparing
              .byDryRun(cluster)
              .map(
                  changes -> {
                    boolean inOrder = byOwnership.state() == Finding.State.IN_SYNC;
                    return inOrder && !changes.isEmpty()
                        ? new Sample(new Look(sighting, changed(changes)), changes)
                        : new Sample(new Look(sighting, byOwnership), List.of());
                  });
        });
  }

  /** Reads an object, to see whether it is there and whose. */
  public CompletionStage<Optional<Sighting>> find(String cluster, ObjectRef ref) {
    return bulkheads.call(cluster, () -> get(cluster, ref).map(live -> sighting(live, ref)));
  }

  private Sighting sighting(ObjectNode live, ObjectRef ref) {
    live.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    return lens.see(live, false);
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

  private static Finding changed(List<PathDrift> paths) {
    PathDrift told =
        paths.stream().filter(path -> path.manager() != null).findFirst().orElse(paths.get(0));
    return Finding.changed(paths, told.manager(), told.operation(), told.time());
  }

  /** One live object beside what is expected of it; secrets are in clear in here alone. */
  private final class Comparing {
    private final ObjectNode live;
    private final Expected expected;
    private final ObjectNode inClear;
    private final boolean secret;
    private final IgnoredFields ignored;

    Comparing(ObjectNode live, Expected expected) {
      this.live = live;
      this.expected = expected;
      ObjectNode sealed = expected.wanted().manifest();
      this.secret = SecretCipher.isSensitive(sealed);
      this.inClear = cipher.open(sealed);
      this.ignored = IgnoredFields.of(expected.ignores(), expected.wanted().ref(), sealed);
    }

    Finding byOwnership(Suspect suspect) {
      boolean strict = expected.mode() == DriftDetection.STRICT;
      Examination examination =
          Ownership.examine(
              live,
              new Expectation(suspect.applied(), inClear, secret, ignored, strict),
              lens.manager(),
              cipher);
      Finding finding =
          switch (examination.outcome()) {
            case SAME -> Finding.IN_SYNC;
            case OWNERSHIP_LOST -> Finding.OWNERSHIP_LOST;
            case CHANGED ->
                Finding.changed(
                    examination.paths().stream().map(this::advised).toList(),
                    examination.manager(),
                    examination.operation(),
                    examination.time());
          };
      return examination.foreign().isEmpty() ? finding : finding.with(examination.foreign());
    }

    private PathDrift advised(PathDrift path) {
      return Advice.of(path.path(), path.wanted(), path.manager(), expected.wanted().origin())
          .map(
              advice ->
                  new PathDrift(
                      path.path(),
                      path.wanted(),
                      path.live(),
                      path.manager(),
                      path.operation(),
                      path.time(),
                      advice))
          .orElse(path);
    }

    /** Empty when the server refuses the manifest itself: then an apply would change nothing. */
    Optional<List<PathDrift>> byDryRun(String cluster) throws ClusterException {
      ObjectRef ref = expected.wanted().ref();
      ObjectNode marked =
          Marks.mark(
              inClear, ref, lens.manager(), expected.applicationUid(), expected.application());
      try {
        ObjectNode answer =
            eyes.of(cluster).apply(ref, marked, lens.manager(), true, true).object();
        return Optional.of(
            DryRunDifference.between(live, answer, ignored, secret, lens.manager()).stream()
                .map(this::advised)
                .toList());
      } catch (ClusterException e) {
        if (e.refused()) {
          return Optional.empty();
        }
        throw e;
      }
    }
  }
}
