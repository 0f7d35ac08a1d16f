package dev.plumbline.cluster.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an object says by annotations of how it is to be synced. Plumbline's own go before Argo
 * CD's, and those before Helm's and Flux's.
 *
 * @param hook whether it is a hook: created and seen to its end, not kept as it is
 * @param skip whether it is no part of the application at all
 * @param unknownEvents events of a hook of Helm's that Helm does not know: it passes such an object
 *     over, so {@code skip} holds of it
 * @param phases when it has its turn; {@code SYNC} alone of an object that is no hook
 * @param helmEvents of a hook as Helm has them: when; empty of any other
 * @param wave the wave's number, 0 unless given
 * @param deletePolicies when a hook's object is deleted; never empty of a hook
 * @param options its own sync options
 * @param ssa how it is applied; empty where nothing is said
 * @param reconcile whether it is applied at all
 */
public record SyncTraits(
    boolean hook,
    boolean skip,
    List<String> unknownEvents,
    Set<SyncPhase> phases,
    Set<HelmEvent> helmEvents,
    int wave,
    List<HookDeletePolicy> deletePolicies,
    SyncOptions options,
    Optional<SsaPolicy> ssa,
    boolean reconcile) {

  /** On the object of a hook: the plan that it was made for. */
  public static final String RUN_ANNOTATION = "plumbline.dev/hook-run";

  /** Of an object that says nothing. */
  public static final SyncTraits NONE =
      new SyncTraits(
          false,
          false,
          List.of(),
          Set.of(SyncPhase.SYNC),
          Set.of(),
          0,
          List.of(),
          SyncOptions.NONE,
          Optional.empty(),
          true);

  public SyncTraits {
    unknownEvents = List.copyOf(unknownEvents);
    phases = Set.copyOf(phases);
    helmEvents = Set.copyOf(helmEvents);
    deletePolicies = List.copyOf(deletePolicies);
  }

  /**
   * Reads a manifest's, or a live object's, annotations.
   *
   * @throws SyncAnnotationException when one means nothing
   */
  public static SyncTraits of(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.path("annotations").isEmpty() && metadata.path("labels").isEmpty()
        ? NONE
        : new TraitsReading(metadata).traits();
  }

  /** Each annotation that means nothing; empty when {@link #of} reads them all. */
  public static List<SyncAnnotationException> faults(JsonNode object) {
    return new TraitsReading(object.path("metadata")).faults();
  }

  /** Whether it runs in that phase; Helm's events of a sync tell an installation from upgrades. */
  public boolean runsIn(SyncPhase phase, boolean installed) {
    if (!phases.contains(phase)) {
      return false;
    }
    boolean ofSync = phase == SyncPhase.PRE_SYNC || phase == SyncPhase.POST_SYNC;
    return helmEvents.isEmpty()
        || !ofSync
        || helmEvents.stream()
            .anyMatch(
                event -> event.phase().equals(Optional.of(phase)) && event.runsInSync(installed));
  }

  /** Its options, and what they do not say as the application's say it. */
  public SyncOptions optionsOver(SyncOptions application) {
    return options.over(application);
  }
}
