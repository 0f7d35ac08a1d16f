package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the applier needs to bring an application to its desired state, and the state the plan
 * was made from. The applier refuses a plan whose basis is no longer current.
 *
 * <p>What is done one after the other are its {@link #steps()}: the waves, then what is pruned,
 * then the waves after that.
 *
 * @param planId unique
 * @param kind apply the desired objects, or delete all of them with the application
 * @param reason why it was made
 * @param desiredSequence the {@link Desired#sequence()} it was made from; 0 for a delete
 * @param inventorySequence the {@link Inventory#sequence()} it was made from; 0 when there is none
 * @param revisions the commits it brings
 * @param cluster name of the destination cluster, see {@code Destination}
 * @param createNamespace namespace to create first if it is absent; null for none
 * @param waves in order: of a sync those of PreSync and Sync, of a deletion those of PreDelete
 * @param prunes objects to delete after the waves, in order
 * @param desiredObjects every object the application wants, whether this plan touches it or not;
 *     hooks are not among them
 * @param attempt 1 for the first plan from this basis
 * @param trigger what set the chain going
 * @param keeps fields of objects that are there already which are to stay as they are; null for
 *     none
 * @param after waves after the pruning: of a sync those of PostSync, of a deletion those of
 *     PostDelete; null for none
 * @param onFailure waves to go through when it fails, before that is told; null for none
 * @param digest digest of what it does, equal for plans that do the same; null of plans of earlier
 *     releases
 * @param timeoutMillis how long it may take in all, in milliseconds; null for the applier's default
 * @param serviceAccount name of the service account of the application's namespace as which it is
 *     applied; null for the applier's default
 * @param namespaceMetadata what {@code createNamespace} is to bear; null for nothing
 * @param skipped objects that are left alone, and why; null for none
 */
public record PlanMade(
    ApplicationKey application,
    String applicationUid,
    String planId,
    Kind kind,
    Reason reason,
    long desiredSequence,
    long inventorySequence,
    List<SourceRevision> revisions,
    String cluster,
    @Nullable String createNamespace,
    List<Wave> waves,
    List<Prune> prunes,
    List<ObjectRef> desiredObjects,
    int attempt,
    Trigger trigger,
    Instant madeAt,
    @Nullable IgnoreRules keeps,
    @Nullable List<Wave> after,
    @Nullable List<Wave> onFailure,
    @Nullable String digest,
    @Nullable Long timeoutMillis,
    @Nullable String serviceAccount,
    @Nullable NamespaceMetadata namespaceMetadata,
    @Nullable List<Skipped> skipped)
    implements ApplicationEvent {

  public PlanMade {
    revisions = List.copyOf(revisions);
    waves = List.copyOf(waves);
    prunes = List.copyOf(prunes);
    desiredObjects = List.copyOf(desiredObjects);
    after = after == null ? null : List.copyOf(after);
    onFailure = onFailure == null ? null : List.copyOf(onFailure);
    skipped = skipped == null ? null : List.copyOf(skipped);
  }

  /** A plan without hooks and options. */
  public PlanMade(
      ApplicationKey application,
      String applicationUid,
      String planId,
      Kind kind,
      Reason reason,
      long desiredSequence,
      long inventorySequence,
      List<SourceRevision> revisions,
      String cluster,
      @Nullable String createNamespace,
      List<Wave> waves,
      List<Prune> prunes,
      List<ObjectRef> desiredObjects,
      int attempt,
      Trigger trigger,
      Instant madeAt,
      @Nullable IgnoreRules keeps) {
    this(
        application,
        applicationUid,
        planId,
        kind,
        reason,
        desiredSequence,
        inventorySequence,
        revisions,
        cluster,
        createNamespace,
        waves,
        prunes,
        desiredObjects,
        attempt,
        trigger,
        madeAt,
        keeps,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** What is done one after the other. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    waves.forEach(wave -> steps.add(Step.of(wave, standardPhase())));
    List<Prune> early = prunes.stream().filter(prune -> !prune.goesLast()).toList();
    List<Prune> last = prunes.stream().filter(Prune::goesLast).toList();
    if (!early.isEmpty()) {
      steps.add(Step.of(early, false));
    }
    if (!last.isEmpty()) {
      steps.add(Step.of(last, true));
    }
    if (after != null) {
      after.forEach(wave -> steps.add(Step.of(wave, standardPhase())));
    }
    return List.copyOf(steps);
  }

  /** What is done one after the other when it fails. */
  public List<Step> failureSteps() {
    return onFailure == null
        ? List.of()
        : onFailure.stream().map(wave -> Step.of(wave, SyncPhase.SYNC_FAIL)).toList();
  }

  private SyncPhase standardPhase() {
    return kind == Kind.DELETE ? SyncPhase.PRE_DELETE : SyncPhase.SYNC;
  }

  /** What a plan is for. */
  public enum Kind {
    APPLY,
    DELETE
  }

  /** Why a plan was made. */
  public enum Reason {
    NEW_REVISION,
    SELF_HEAL,
    OWNERSHIP,
    RETRY,
    MANUAL,
    DELETION
  }

  /**
   * Objects applied together; the order within a wave is the order of writing.
   *
   * @param phase null of plans of earlier releases
   * @param number as annotations say it; several waves in a row may have the same, since what
   *     others need comes first; null of plans of earlier releases
   * @param hooks hooks run in this wave; null for none
   */
  public record Wave(
      List<Apply> applies,
      @Nullable SyncPhase phase,
      @Nullable Integer number,
      @Nullable List<Hook> hooks) {
    public Wave {
      applies = List.copyOf(applies);
      hooks = hooks == null ? null : List.copyOf(hooks);
    }

    /** A wave without hooks, of no number. */
    public Wave(List<Apply> applies) {
      this(applies, null, null, null);
    }

    /** Its hooks; empty for none. */
    public List<Hook> allHooks() {
      return hooks == null ? List.of() : hooks;
    }
  }

  /**
   * What is done before the next is begun: objects are applied and hooks run, or objects are
   * deleted. Each step but one that prunes early is begun when the one before is settled and its
   * hooks have ended.
   *
   * @param number the wave's number; 0 when pruning
   * @param late of a step that prunes, whether it waits until the one before is settled
   */
  public record Step(
      SyncPhase phase,
      int number,
      List<Apply> applies,
      List<Hook> hooks,
      List<Prune> prunes,
      boolean late) {

    private static Step of(Wave wave, SyncPhase standard) {
      return new Step(
          wave.phase() == null ? standard : wave.phase(),
          wave.number() == null ? 0 : wave.number(),
          wave.applies(),
          wave.allHooks(),
          List.of(),
          true);
    }

    private static Step of(List<Prune> prunes, boolean late) {
      return new Step(SyncPhase.SYNC, 0, List.of(), List.of(), prunes, late);
    }

    /** Whether objects are deleted in it. */
    public boolean pruning() {
      return !prunes.isEmpty();
    }
  }

  /**
   * Apply one object by server-side apply, with force.
   *
   * @param manifest as in {@link Manifest#object()}: Secret values sealed
   * @param digest as in {@link Manifest#digest()}
   * @param options how, where that is not as usual; null for as usual
   */
  public record Apply(
      ObjectRef ref, ObjectNode manifest, String digest, @Nullable ApplyOptions options) {

    /** As usual. */
    public Apply(ObjectRef ref, ObjectNode manifest, String digest) {
      this(ref, manifest, digest, null);
    }

    /** How, as usual unless given. */
    public ApplyOptions optionsOrDefault() {
      return options == null ? ApplyOptions.USUAL : options;
    }
  }

  /**
   * How an object is applied.
   *
   * @param ssa {@link SsaPolicy#OVERRIDE} unless given
   * @param replace whether it is written whole, fields of others included, before it is applied
   * @param recreate whether it is deleted and created anew where a field that changes is immutable
   * @param lenient whether fields are accepted that its kind does not have
   * @param loses of one that may be created anew: what is lost with it, for a person
   */
  public record ApplyOptions(
      @Nullable SsaPolicy ssa,
      boolean replace,
      boolean recreate,
      boolean lenient,
      @Nullable String loses) {

    /** As objects are applied of which nothing else is said. */
    public static final ApplyOptions USUAL = new ApplyOptions(null, false, false, false, null);

    /** The policy, {@link SsaPolicy#OVERRIDE} unless given. */
    public SsaPolicy ssaOrDefault() {
      return ssa == null ? SsaPolicy.OVERRIDE : ssa;
    }
  }

  /**
   * Create one object and see it come to its end.
   *
   * @param ref the object as it is called in this plan
   * @param manifest as in {@link Manifest#object()}, with that name: Secret values sealed
   * @param digest as in {@link Manifest#digest()}
   * @param hookId {@link ObjectRef#id()} of the hook in Git: the same in each plan, though objects
   *     of generated names are not
   * @param deletePolicies when the object is deleted
   */
  public record Hook(
      ObjectRef ref,
      ObjectNode manifest,
      String digest,
      String hookId,
      List<HookDeletePolicy> deletePolicies) {
    public Hook {
      deletePolicies = List.copyOf(deletePolicies);
    }
  }

  /**
   * Delete one object, if it still is the one named and still bears our mark.
   *
   * @param uid the only uid that may be deleted; empty for any
   * @param wave its wave's number: those of higher ones are gone first; null for 0
   * @param last whether it is deleted only when all that was applied is settled; null for no
   * @param propagation what becomes of its dependents, {@code Foreground}, {@code Background} or
   *     {@code Orphan}; null for {@code Background}
   */
  public record Prune(
      ObjectRef ref,
      String uid,
      @Nullable Integer wave,
      @Nullable Boolean last,
      @Nullable String propagation) {

    /** As usual. */
    public Prune(ObjectRef ref, String uid) {
      this(ref, uid, null, null, null);
    }

    /** The wave's number, 0 unless given. */
    public int waveOrDefault() {
      return wave == null ? 0 : wave;
    }

    /** Whether it is deleted only when all that was applied is settled. */
    public boolean goesLast() {
      return Boolean.TRUE.equals(last);
    }
  }

  /** An object that is left alone, and why. */
  public record Skipped(ObjectRef ref, String why) {}

  /** Labels and annotations of the namespace that is created. */
  public record NamespaceMetadata(Map<String, String> labels, Map<String, String> annotations) {
    public NamespaceMetadata {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
  }
}
