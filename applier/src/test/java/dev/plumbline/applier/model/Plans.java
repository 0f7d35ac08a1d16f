package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans for tests, made of a few words. */
record Plans(
    String id,
    PlanMade.Kind kind,
    String uid,
    long desired,
    long inventory,
    @Nullable String namespace,
    List<List<ObjectRef>> waves,
    List<PlanMade.Prune> prunes,
    String cluster,
    PlanMade.Reason reason) {

  static final ApplicationKey APP = new ApplicationKey("apps", "shop");
  static final String UID = "app-1";
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  static final TraceParent TRACE = new TraceParent("1".repeat(32), "2".repeat(16));

  static Plans plan(String id) {
    return new Plans(
        id,
        PlanMade.Kind.APPLY,
        UID,
        1,
        0,
        null,
        List.of(),
        List.of(),
        "in-cluster",
        PlanMade.Reason.NEW_REVISION);
  }

  static Plans deletion(String id) {
    return new Plans(
        id,
        PlanMade.Kind.DELETE,
        UID,
        0,
        0,
        null,
        List.of(),
        List.of(),
        "in-cluster",
        PlanMade.Reason.NEW_REVISION);
  }

  Plans of(String otherUid) {
    return new Plans(
        id, kind, otherUid, desired, inventory, namespace, waves, prunes, cluster, reason);
  }

  Plans from(long desiredSequence, long inventorySequence) {
    return new Plans(
        id,
        kind,
        uid,
        desiredSequence,
        inventorySequence,
        namespace,
        waves,
        prunes,
        cluster,
        reason);
  }

  Plans creating(String ns) {
    return new Plans(id, kind, uid, desired, inventory, ns, waves, prunes, cluster, reason);
  }

  Plans healing() {
    return new Plans(
        id,
        kind,
        uid,
        desired,
        inventory,
        namespace,
        waves,
        prunes,
        cluster,
        PlanMade.Reason.SELF_HEAL);
  }

  Plans on(String otherCluster) {
    return new Plans(
        id, kind, uid, desired, inventory, namespace, waves, prunes, otherCluster, reason);
  }

  Plans wave(ObjectRef... refs) {
    List<List<ObjectRef>> all = new ArrayList<>(waves);
    all.add(List.of(refs));
    return new Plans(id, kind, uid, desired, inventory, namespace, all, prunes, cluster, reason);
  }

  Plans prune(ObjectRef... refs) {
    List<PlanMade.Prune> all = new ArrayList<>(prunes);
    for (ObjectRef ref : refs) {
      all.add(new PlanMade.Prune(ref, "uid-" + ref.name()));
    }
    return new Plans(id, kind, uid, desired, inventory, namespace, waves, all, cluster, reason);
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
        waves.stream()
            .map(wave -> new PlanMade.Wave(wave.stream().map(Plans::apply).toList()))
            .toList(),
        prunes,
        waves.stream().flatMap(List::stream).toList(),
        1,
        new Trigger(Trigger.Cause.WEBHOOK, "ann", null, T0),
        T0,
        null);
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

  static PlanMade.Apply apply(ObjectRef ref) {
    return new PlanMade.Apply(ref, JsonNodeFactory.instance.objectNode(), "digest-" + ref.name());
  }

  static Inventory.Applied applied(ObjectRef ref, String resourceVersion) {
    return new Inventory.Applied(
        "uid-" + ref.name(),
        resourceVersion,
        0,
        "own",
        "foreign",
        "values",
        "digest-" + ref.name(),
        List.of());
  }

  static TaskOutcome.Applied wrote(ObjectRef ref, String resourceVersion) {
    return new TaskOutcome.Applied(applied(ref, resourceVersion), resourceVersion.equals("1"));
  }
}
