package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.Confirmation;
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
final class Scene extends WrittenApplication {
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
  final Map<String, Map<String, String>> annotations = new HashMap<>();
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
  final List<String> namespaceConflicts = new ArrayList<>();
  Boolean formerRelease = false;
  Refusal refusal = Refusal.none();
  Heals heals = Heals.NONE;
  Instant openSince = START;
  Unwritable unwritable;
  boolean rewound;
  Function<List<String>, Optional<Blocked>> dependencies = revisions -> Optional.empty();
  final List<DependencyState> others = new ArrayList<>();
  Instant since = Instant.EPOCH;
  PlanShape shape;
  PlanMade plan;
  StepsTold stepsTold = StepsTold.NONE;
  ApplicationStatus status = Statuses.EMPTY;
  private final PlayedApplier applier = new PlayedApplier(this);

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
        namespaceConflicts,
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
        formerRelease,
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

  /** The last render, with a warning to its owner. */
  Scene warned(RenderWarning warning) {
    desired = Altered.desired(desired, List.of(warning));
    return this;
  }

  /** Git now has these objects, each in a form named by the commit. */
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

  /** The applier has written all steps up to this one, and knows of these objects. */
  Scene recorded(PlanMade made, int wave, Inventory.Entry... entries) {
    inventory =
        new Inventory(
            made.application(),
            made.applicationUid(),
            inventory == null ? 1 : inventory.sequence() + 1,
            made.planId(),
            Phase.WRITING,
            made.desiredSequence(),
            made.cluster(),
            made.revisions(),
            wave,
            Arrays.asList(entries),
            List.of(),
            now);
    return this;
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
    inventory =
        Altered.inventory(
            inventory,
            inventory.objects().stream()
                .map(entry -> entry.ref().sameObject(ref) ? entry.with(applied) : entry)
                .toList());
    return this;
  }

  private Scene write(PlanMade made, int wave, Phase phase, List<ObjectFailure> failures) {
    inventory = applier.write(made, wave, phase, failures);
    return this;
  }

  private Scene without(ObjectRef gone) {
    List<Inventory.Entry> left = new ArrayList<>(inventory.objects());
    left.removeIf(entry -> entry.ref().sameObject(gone));
    inventory = Altered.inventory(inventory, left);
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
    verdict = Altered.verdict(verdict, word);
    return this;
  }

  /** The applier fails with the first object. */
  Scene failed(PlanMade made, String message) {
    ObjectRef first =
        made.desiredObjects().isEmpty() ? made.prunes().get(0).ref() : made.desiredObjects().get(0);
    return write(
        made, -1, Phase.FAILED, List.of(new ObjectFailure(first, "Forbidden", message, true)));
  }

  /** From here on what is written belongs to the plan, and is not written again. */
  Scene planStarts() {
    applier.planStarts();
    return this;
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
    observe(ref, applied.uid(), applier.nextVersion(), HealthStatus.Healthy, "", finding);
    return this;
  }

  /** An object that bears our mark, and was neither rendered nor applied. */
  Scene stray(ObjectRef ref, Finding finding) {
    observe(ref, "stray-" + ref.name(), applier.nextVersion(), HealthStatus.Healthy, "", finding);
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
