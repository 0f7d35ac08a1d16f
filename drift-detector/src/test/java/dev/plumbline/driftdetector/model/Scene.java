package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.Inventory.HookMark;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Inventory.SyncSummary;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Automated;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import dev.plumbline.contracts.resources.Application.DeletionPolicy;
import dev.plumbline.contracts.resources.Application.Retry;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import dev.plumbline.contracts.resources.DriftDetection;
import dev.plumbline.contracts.resources.ResourceMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One application and the world around it, to be moved step by step; plays the applier where a test
 * asks for it.
 */
final class Scene {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
  static final ObjectRef CONFIG = ObjectRef.of("v1", "ConfigMap", "shop", "settings");
  static final ObjectRef SERVICE = ObjectRef.of("v1", "Service", "shop", "web");
  static final ObjectRef NAMESPACE = ObjectRef.of("v1", "Namespace", "", "shop");
  private static final List<String> KINDS =
      List.of("Namespace", "CustomResourceDefinition", "ConfigMap", "Service", "Deployment");
  static final Comparator<ObjectRef> ORDER =
      Comparator.<ObjectRef>comparingInt(ref -> KINDS.indexOf(ref.kind()))
          .thenComparing(Comparator.naturalOrder());

  private final Judge judge = new Judge(ORDER, PruneLimits.USUAL);
  Instant now = START;
  String uid = "app-uid";
  long generation = 1;
  boolean automatic = true;
  boolean prune = true;
  boolean selfHeal = true;
  boolean suspend;
  DriftDetection driftDetection = DriftDetection.OWNERSHIP;
  boolean createNamespace;
  boolean allowEmpty;
  boolean deleting;
  final List<String> syncOptions = new ArrayList<>();
  final Map<String, Map<String, String>> annotations = new HashMap<>();
  Map<String, String> ownAnnotations = Map.of();
  String confirmPruningAbove;
  CommonMetadata namespaceMetadata;
  DeletionPolicy deletionPolicy;
  String timeout;
  String serviceAccount;
  String cluster = "in-cluster";
  List<String> finalizers = List.of();
  Retry retry = Retry.DEFAULT;
  Desired desired;
  boolean catalogued = true;
  Inventory inventory;
  Verdict verdict;
  final Map<String, Observation> observations = new HashMap<>();
  final Map<String, Stuck> stuck = new HashMap<>();
  final Set<ObjectRef> foreignObjects = new HashSet<>();
  RenderFailure renderFailure;
  RenderResult.Unchanged unchanged;
  ClusterTrouble trouble;
  Command.Sync sync;
  Command.Confirm confirm;
  final Map<String, String> claimants = new HashMap<>();
  Refusal refusal = Refusal.none();
  Heals heals = Heals.NONE;
  Instant openSince = START;
  Unwritable unwritable;
  boolean rewound;
  List<Application.Dependency> dependsOn = List.of();
  Function<List<String>, Optional<Blocked>> dependencies = revisions -> Optional.empty();
  final List<DependencyState> others = new ArrayList<>();
  Instant since = Instant.EPOCH;
  Integer revisionHistoryLimit;
  PlanShape shape;
  PlanMade plan;
  StepsTold stepsTold = StepsTold.NONE;
  ApplicationStatus status = Statuses.EMPTY;
  private long clusterVersion = 100;

  Application application() {
    return new Application(
        new ResourceMeta(
            "team",
            "shop",
            uid,
            generation,
            Map.of(),
            ownAnnotations,
            finalizers,
            START,
            deleting ? START : null),
        new Application.Spec(
            null,
            new Application.Source("https://git.example/shop", "main", null, null, null),
            new Application.Destination(cluster, null, "shop"),
            new SyncPolicy(
                new Automated(automatic, prune, selfHeal, allowEmpty),
                options(),
                retry,
                namespaceMetadata,
                confirmPruningAbove),
            null,
            suspend,
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            List.of(),
            null,
            null,
            driftDetection,
            List.of(),
            List.of(),
            List.of(),
            dependsOn,
            timeout,
            serviceAccount,
            deletionPolicy,
            revisionHistoryLimit));
  }

  private List<String> options() {
    List<String> all = new ArrayList<>(syncOptions);
    if (createNamespace) {
      all.add("CreateNamespace=true");
    }
    return all;
  }

  /** From the next render on the object has that annotation. */
  Scene annotated(ObjectRef ref, String name, String value) {
    annotations.computeIfAbsent(ref.id(), any -> new HashMap<>()).put(name, value);
    return this;
  }

  ApplicationView view() {
    return new ApplicationView(
        application(),
        desired == null ? null : Wanted.of(desired),
        catalogued,
        inventory,
        verdict,
        observations,
        stuck,
        foreignObjects,
        Map.of(),
        renderFailure,
        unchanged,
        trouble,
        sync,
        confirm,
        claimants,
        refusal,
        openSince,
        unwritable,
        rewound,
        heals,
        dependencies,
        new Neighbours(application(), () -> others),
        since,
        shape,
        stepsTold,
        status,
        now);
  }

  /** Judges, and lets what follows be stored. */
  Decision judge() {
    Decision decision = judge.judge(view());
    verdict = decision.verdict();
    heals = decision.heals();
    sync = null;
    confirm = null;
    if (decision.plan() != null) {
      plan = decision.plan();
      openSince = now;
      shape = PlanShape.of(plan);
    }
    stepsTold = decision.stepsTold();
    if (decision.status() != null) {
      status = decision.status();
    }
    return decision;
  }

  Scene after(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** Git now has these objects, each in a form named by the commit. */
  /** The last render, with a warning to its owner. */
  Scene warned(RenderWarning warning) {
    desired =
        new Desired(
            desired.application(),
            desired.applicationUid(),
            desired.generation(),
            desired.sequence(),
            desired.renderKey(),
            desired.revisions(),
            desired.manifests(),
            desired.readSets(),
            desired.trigger(),
            desired.renderedAt(),
            List.of(warning));
    return this;
  }

  Scene rendered(String commit, ObjectRef... refs) {
    List<Manifest> manifests =
        Arrays.stream(refs).sorted().map(ref -> manifest(ref, commit)).toList();
    desired =
        new Desired(
            application().key(),
            uid,
            generation,
            desired == null ? 1 : desired.sequence() + 1,
            "key-" + commit,
            List.of(revision(commit)),
            manifests,
            List.of(),
            new Trigger(Trigger.Cause.WEBHOOK, "ann", "e1", now),
            now);
    return this;
  }

  static SourceRevision revision(String commit) {
    return new SourceRevision("git.example/shop", "main", commit);
  }

  private Manifest manifest(ObjectRef ref, String form) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    ObjectNode metadata = object.putObject("metadata").put("name", ref.name());
    Map<String, String> own = annotations.getOrDefault(ref.id(), Map.of());
    if (!own.isEmpty()) {
      ObjectNode written = metadata.putObject("annotations");
      own.forEach(written::put);
    }
    return new Manifest(ref, object, form + "-" + ref.id(), "app.yaml:1");
  }

  /** The applier writes all of the plan's waves up to and with this one. */
  Scene written(PlanMade made, int wave) {
    return write(made, wave, Phase.WRITING, List.of());
  }

  /** The applier carries out the whole plan. */
  Scene carriedOut(PlanMade made) {
    return write(made, made.waves().size() - 1, Phase.SUCCEEDED, List.of());
  }

  /** The plan did what it did until now, and then this failed. */
  Scene failedNow(PlanMade made, ObjectRef ref, String message) {
    return write(
        made, -1, Phase.FAILED, List.of(new ObjectFailure(ref, "HookFailed", message, true)));
  }

  /** The plan failed with that. */
  Scene failedWith(PlanMade made, ObjectFailure failure) {
    return write(made, -1, Phase.FAILED, List.of(failure));
  }

  /** All of the plan's waves are written but for these objects. */
  Scene failedFor(PlanMade made, ObjectFailure... failures) {
    return write(made, made.waves().size() - 1, Phase.FAILED, List.of(failures));
  }

  /** The applier keeps nothing of that object: it was there before us. */
  Scene forgotten(ObjectRef ref) {
    return without(ref);
  }

  /** The plan fails when it has deleted just this object. */
  Scene failedAfterPruning(PlanMade made, ObjectRef gone) {
    return failedNow(made, made.prunes().get(0).ref(), "it is held").without(gone);
  }

  /** That object was applied so. */
  Scene replaced(ObjectRef ref, Applied applied) {
    return with(
        inventory.objects().stream()
            .map(entry -> entry.ref().sameObject(ref) ? entry.with(applied) : entry)
            .toList());
  }

  private Scene without(ObjectRef gone) {
    List<Inventory.Entry> left = new ArrayList<>(inventory.objects());
    left.removeIf(entry -> entry.ref().sameObject(gone));
    return with(left);
  }

  private Scene with(List<Inventory.Entry> objects) {
    inventory =
        new Inventory(
            inventory.application(),
            inventory.applicationUid(),
            inventory.sequence(),
            inventory.planId(),
            inventory.phase(),
            inventory.desiredSequence(),
            inventory.cluster(),
            inventory.revisions(),
            inventory.wave(),
            objects,
            inventory.failures(),
            inventory.writtenAt(),
            inventory.installed(),
            inventory.sync(),
            inventory.deadline());
    return this;
  }

  /** A person asks for a sync. */
  Scene asked() {
    sync = new Command.Sync(application().key(), uid, "bob", now);
    return this;
  }

  /** A person confirms what has that digest. */
  Scene confirmed(String digest) {
    confirm = new Command.Confirm(application().key(), uid, "bob", now, digest);
    return this;
  }

  /** The verdict is one that has that word in it. */
  Scene confirmedBefore(Confirmation word) {
    verdict =
        new Verdict(
            verdict.application(),
            verdict.applicationUid(),
            verdict.generation(),
            verdict.revisions(),
            verdict.desiredSequence(),
            verdict.sync(),
            verdict.health(),
            verdict.message(),
            verdict.convergedSequence(),
            verdict.convergedRevisions(),
            verdict.lost(),
            verdict.drifts(),
            verdict.driftSince(),
            verdict.trigger(),
            verdict.openPlan(),
            verdict.failedAttempts(),
            verdict.retryAt(),
            verdict.asked(),
            word,
            verdict.requests());
    return this;
  }

  /** The applier fails with the first object. */
  Scene failed(PlanMade made, String message) {
    ObjectRef first =
        made.desiredObjects().isEmpty() ? made.prunes().get(0).ref() : made.desiredObjects().get(0);
    return write(
        made, -1, Phase.FAILED, List.of(new ObjectFailure(first, "Forbidden", message, true)));
  }

  private Scene write(PlanMade made, int wave, Phase phase, List<ObjectFailure> failures) {
    Map<String, Inventory.Entry> entries = new HashMap<>();
    if (inventory != null) {
      inventory.objects().forEach(entry -> entries.put(entry.ref().id(), entry));
    }
    for (int index = 0; index < made.waves().size(); index++) {
      for (PlanMade.Apply apply : made.waves().get(index).applies()) {
        Inventory.Entry before = entries.get(apply.ref().id());
        Applied applied = before == null ? null : before.applied();
        boolean fails = failures.stream().anyMatch(f -> f.ref().sameObject(apply.ref()));
        if (index <= wave && !fails && (applied == null || !written(made, applied))) {
          applied = apply(apply.ref(), apply.digest());
        }
        SyncTraits traits = SyncTraits.of(apply.manifest());
        entries.put(
            apply.ref().id(),
            new Inventory.Entry(
                apply.ref(), applied, null, traits.wave(), traits.options().lasting(), null));
      }
      for (PlanMade.Hook hook : made.waves().get(index).allHooks()) {
        entries.put(
            hook.ref().id(),
            new Inventory.Entry(
                hook.ref(),
                index <= wave ? apply(hook.ref(), "") : null,
                new HookMark(hook.hookId(), made.planId(), made.waves().get(index).phase()),
                null,
                null,
                null));
      }
    }
    if (phase == Phase.SUCCEEDED) {
      made.prunes().forEach(prune -> entries.remove(prune.ref().id()));
    }
    inventory =
        new Inventory(
            application().key(),
            uid,
            inventory == null ? 1 : inventory.sequence() + 1,
            made.planId(),
            phase,
            made.desiredSequence(),
            made.cluster(),
            made.revisions(),
            wave,
            new ArrayList<>(entries.values()),
            failures,
            now,
            phase == Phase.SUCCEEDED
                || (inventory != null && Boolean.TRUE.equals(inventory.installed())),
            phase.ended()
                ? new SyncSummary(
                    made.kind(),
                    made.reason(),
                    made.trigger(),
                    made.madeAt(),
                    SyncEvent.Counts.NONE,
                    made.digest(),
                    null)
                : null,
            null);
    return this;
  }

  private boolean written(PlanMade made, Applied applied) {
    return inventory != null
        && inventory.planId().equals(made.planId())
        && Long.parseLong(applied.resourceVersion()) > planStartVersion;
  }

  private long planStartVersion = Long.MAX_VALUE;

  /** From here on what is written belongs to the plan, and is not written again. */
  Scene planStarts() {
    planStartVersion = clusterVersion;
    return this;
  }

  private Applied apply(ObjectRef ref, String digest) {
    Applied before = applied(ref);
    boolean gone = observations.get(ref.id()) != null && observations.get(ref.id()).absent();
    String objectUid =
        before == null || gone ? "uid-" + ref.name() + "-" + clusterVersion : before.uid();
    clusterVersion++;
    return new Applied(
        objectUid, "" + clusterVersion, 1, "own-" + clusterVersion, "", "v", digest, List.of());
  }

  Applied applied(ObjectRef ref) {
    if (inventory != null) {
      for (Inventory.Entry entry : inventory.objects()) {
        if (entry.ref().sameObject(ref)) {
          return entry.applied();
        }
      }
    }
    return null;
  }

  /** Every object of the inventory is seen as it was applied, and is of that health. */
  Scene seen(HealthStatus health) {
    inventory.objects().forEach(entry -> seen(entry.ref(), health, ""));
    return this;
  }

  Scene seen(ObjectRef ref, HealthStatus health, String message) {
    Applied applied = applied(ref);
    if (applied != null) {
      observe(ref, applied.uid(), applied.resourceVersion(), health, message, Finding.IN_SYNC);
    }
    return this;
  }

  /** Somebody wrote to the object; this is what was found. */
  Scene found(ObjectRef ref, Finding finding) {
    Applied applied = applied(ref);
    clusterVersion++;
    observe(ref, applied.uid(), "" + clusterVersion, HealthStatus.Healthy, "", finding);
    return this;
  }

  /** An object that bears our mark, and was neither rendered nor applied. */
  Scene stray(ObjectRef ref, Finding finding) {
    clusterVersion++;
    observe(ref, "stray-" + ref.name(), "" + clusterVersion, HealthStatus.Healthy, "", finding);
    return this;
  }

  /** An object that we did not apply is there and bears our mark. */
  Scene handedOver(ObjectRef ref) {
    Tracking mark = new Tracking("plumbline", uid, ref.id());
    observations.put(
        ref.id(),
        new Observation(ref, "theirs", "1", 1, false, HealthStatus.Healthy, "", mark, null, null));
    return this;
  }

  private void observe(
      ObjectRef ref,
      String objectUid,
      String version,
      HealthStatus health,
      String message,
      Finding finding) {
    observations.put(
        ref.id(),
        new Observation(
            ref, objectUid, version, 1, false, health, message, null, finding, applied(ref)));
  }

  /** An application that is as Git wants it and was told to be. */
  static Scene converged(ObjectRef... refs) {
    Scene scene = new Scene().rendered("c1", refs);
    PlanMade first = scene.judge().plan();
    scene.carriedOut(first).seen(HealthStatus.Healthy);
    Decision decision = scene.judge();
    if (decision.told().size() != 1
        || !(decision.told().get(0) instanceof DriftEvent.ConvergenceReached)) {
      throw new IllegalStateException("not converged: " + decision);
    }
    scene.refusal = Refusal.none();
    return scene;
  }

  static Finding changed(String path, String manager) {
    return Finding.changed(
        List.of(new dev.plumbline.contracts.events.ObjectDrift.PathDrift(path, "1", "5")),
        manager,
        "Update",
        START);
  }

  Scene deletedWithFinalizer() {
    deleting = true;
    finalizers = List.of(Tracking.FINALIZER);
    return this;
  }
}
