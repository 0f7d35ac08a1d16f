package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans for tests, made of a few words. */
final class Plans {

  static final ApplicationKey APP = new ApplicationKey("apps", "shop");
  static final String UID = "app-1";
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final TraceParent TRACE = new TraceParent("1".repeat(32), "2".repeat(16));

  private final String id;
  private final PlanMade.Kind kind;
  private String uid = UID;
  private long desired = 1;
  private long inventory;
  private @Nullable String namespace;
  private final List<PlanMade.Wave> waves = new ArrayList<>();
  private final List<PlanMade.Prune> prunes = new ArrayList<>();
  private final List<PlanMade.Wave> after = new ArrayList<>();
  private final List<PlanMade.Wave> onFailure = new ArrayList<>();
  private final List<PlanMade.Skipped> skipped = new ArrayList<>();
  private String cluster = "in-cluster";
  private PlanMade.Reason reason = PlanMade.Reason.NEW_REVISION;
  private @Nullable Duration timeout;

  private Plans(String id, PlanMade.Kind kind) {
    this.id = id;
    this.kind = kind;
  }

  static Plans plan(String id) {
    return new Plans(id, PlanMade.Kind.APPLY);
  }

  static Plans deletion(String id) {
    return new Plans(id, PlanMade.Kind.DELETE).from(0, 0);
  }

  Plans of(String otherUid) {
    uid = otherUid;
    return this;
  }

  Plans from(long desiredSequence, long inventorySequence) {
    desired = desiredSequence;
    inventory = inventorySequence;
    return this;
  }

  Plans creating(String ns) {
    namespace = ns;
    return this;
  }

  Plans healing() {
    reason = PlanMade.Reason.SELF_HEAL;
    return this;
  }

  Plans on(String otherCluster) {
    cluster = otherCluster;
    return this;
  }

  Plans within(Duration time) {
    timeout = time;
    return this;
  }

  Plans wave(ObjectRef... refs) {
    return wave(Stream.of(refs).map(Plans::apply).toArray(PlanMade.Apply[]::new));
  }

  Plans wave(PlanMade.Apply... applies) {
    waves.add(new PlanMade.Wave(List.of(applies)));
    return this;
  }

  /** Hooks of PreSync, Sync and PreDelete. */
  Plans hooks(SyncPhase phase, int number, PlanMade.Hook... hooks) {
    return hooks(phase, number, List.of(), hooks);
  }

  /** Hooks among what is applied. */
  Plans hooks(SyncPhase phase, int number, List<ObjectRef> applies, PlanMade.Hook... hooks) {
    waves.add(wave(phase, number, applies, hooks));
    return this;
  }

  /** Hooks of PostSync and PostDelete. */
  Plans after(SyncPhase phase, PlanMade.Hook... hooks) {
    after.add(wave(phase, 0, List.of(), hooks));
    return this;
  }

  Plans onFailure(PlanMade.Hook... hooks) {
    onFailure.add(wave(SyncPhase.SYNC_FAIL, 0, List.of(), hooks));
    return this;
  }

  private static PlanMade.Wave wave(
      SyncPhase phase, int number, List<ObjectRef> applies, PlanMade.Hook... hooks) {
    return new PlanMade.Wave(
        applies.stream().map(Plans::apply).toList(), phase, number, List.of(hooks));
  }

  Plans prune(ObjectRef... refs) {
    for (ObjectRef ref : refs) {
      prunes.add(new PlanMade.Prune(ref, "uid-" + ref.name()));
    }
    return this;
  }

  Plans pruneLast(ObjectRef ref) {
    prunes.add(new PlanMade.Prune(ref, "uid-" + ref.name(), null, true, null));
    return this;
  }

  Plans skipping(ObjectRef ref, String why) {
    skipped.add(new PlanMade.Skipped(ref, why));
    return this;
  }

  PlanMade made() {
    return new PlanMade(
        APP,
        uid,
        id,
        kind,
        reason,
        desired,
        inventory,
        List.of(new SourceRevision("git.example/shop", "main", "c" + desired)),
        cluster,
        namespace,
        waves,
        prunes,
        waves.stream().flatMap(wave -> wave.applies().stream()).map(PlanMade.Apply::ref).toList(),
        1,
        new Trigger(Trigger.Cause.WEBHOOK, "ann", null, T0),
        T0,
        null,
        after.isEmpty() ? null : after,
        onFailure.isEmpty() ? null : onFailure,
        "digest-" + id,
        timeout == null ? null : timeout.toMillis(),
        null,
        null,
        skipped.isEmpty() ? null : skipped);
  }

  Candidate candidate() {
    return new Candidate(made(), TRACE);
  }

  static ObjectRef config(String name) {
    return ObjectRef.of("v1", "ConfigMap", "shop", name);
  }

  static ObjectRef deployment(String name) {
    return ObjectRef.of("apps/v1", "Deployment", "shop", name);
  }

  static ObjectRef namespace(String name) {
    return ObjectRef.of("v1", "Namespace", "", name);
  }

  static ObjectRef job(String name) {
    return ObjectRef.of("batch/v1", "Job", "shop", name);
  }

  /** A hook that is deleted before it runs again, and when else is said. */
  static PlanMade.Hook hook(String name, HookDeletePolicy... more) {
    List<HookDeletePolicy> policies = new ArrayList<>(List.of(more));
    policies.add(HookDeletePolicy.BEFORE_HOOK_CREATION);
    return hook(name, name, policies);
  }

  static PlanMade.Hook hook(String name, String hookName, List<HookDeletePolicy> policies) {
    return new PlanMade.Hook(
        job(name),
        JsonNodeFactory.instance.objectNode(),
        "digest-" + name,
        job(hookName).id(),
        policies);
  }

  static PlanMade.Apply apply(ObjectRef ref) {
    return new PlanMade.Apply(ref, JsonNodeFactory.instance.objectNode(), "digest-" + ref.name());
  }

  static Inventory.Applied applied(ObjectRef ref, String resourceVersion) {
    return applied(ref, "uid-" + ref.name(), resourceVersion);
  }

  static Inventory.Applied applied(ObjectRef ref, String uid, String resourceVersion) {
    return new Inventory.Applied(
        uid, resourceVersion, 0, "own", "foreign", "values", "digest-" + ref.name(), List.of());
  }

  static TaskOutcome created(String hook) {
    return new TaskOutcome.HookCreated(applied(job(hook), "1"), false);
  }

  static TaskOutcome failed(Fault.Cause cause) {
    return new TaskOutcome.Failed(new Fault(cause, "said so", false, null));
  }

  static TaskOutcome passing(Fault.Cause cause) {
    return new TaskOutcome.Failed(new Fault(cause, "said so", true, null));
  }

  static TaskOutcome.Applied wrote(ObjectRef ref, String resourceVersion) {
    return new TaskOutcome.Applied(applied(ref, resourceVersion), resourceVersion.equals("1"));
  }
}
