package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.Inventory.HookMark;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Inventory.SyncSummary;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the inventory, as the applier does when it carries out a plan. */
final class PlayedApplier {
  private final Scene scene;
  private long version = 100;
  private long planStart = Long.MAX_VALUE;

  PlayedApplier(Scene scene) {
    this.scene = scene;
  }

  /** The version that the next write to an object gives it, whoever writes. */
  String nextVersion() {
    version++;
    return "" + version;
  }

  /** From here on what is written belongs to the plan, and is not written again. */
  void planStarts() {
    planStart = version;
  }

  /** The inventory after the waves of a plan up to and with that one. */
  Inventory write(PlanMade made, int wave, Phase phase, List<ObjectFailure> failures) {
    Inventory inventory = scene.inventory;
    Map<String, Inventory.Entry> entries = new HashMap<>();
    if (inventory != null) {
      inventory.objects().forEach(entry -> entries.put(entry.ref().id(), entry));
    }
    for (int index = 0; index < made.waves().size(); index++) {
      for (PlanMade.Apply apply : made.waves().get(index).applies()) {
        Inventory.Entry before = entries.get(apply.ref().id());
        Applied applied = before == null ? null : before.applied();
        boolean fails = failures.stream().anyMatch(f -> f.ref().sameObject(apply.ref()));
        if (index <= wave && !fails && (applied == null || !isWritten(made, applied))) {
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
    return new Inventory(
        scene.application().key(),
        scene.uid,
        inventory == null ? 1 : inventory.sequence() + 1,
        made.planId(),
        phase,
        made.desiredSequence(),
        made.cluster(),
        made.revisions(),
        wave,
        new ArrayList<>(entries.values()),
        failures,
        scene.now,
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
  }

  private boolean isWritten(PlanMade made, Applied applied) {
    return scene.inventory != null
        && scene.inventory.planId().equals(made.planId())
        && Long.parseLong(applied.resourceVersion()) > planStart;
  }

  private Applied apply(ObjectRef ref, String digest) {
    Applied before = scene.applied(ref);
    boolean gone =
        scene.observations.get(ref.id()) != null && scene.observations.get(ref.id()).absent();
    String objectUid = before == null || gone ? "uid-" + ref.name() + "-" + version : before.uid();
    String written = nextVersion();
    return new Applied(objectUid, written, 1, "own-" + written, "", "v", digest, List.of());
  }
}
