package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade.Hook;
import dev.plumbline.contracts.events.PlanMade.Wave;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of one plan. Helm tells an installation from upgrades: the first sync that succeeds
 * ends the installation.
 */
public final class Hooks {

  private static final Set<SyncPhase> OF_SYNC =
      Set.of(SyncPhase.PRE_SYNC, SyncPhase.SYNC, SyncPhase.POST_SYNC);
  private static final int DIGITS = 10;
  private static final int LONGEST_NAME = 63;

  private final String planId;
  private final List<WantedObject> hooks;
  private final boolean installed;
  private final Comparator<ObjectRef> applyOrder;

  Hooks(
      String planId,
      List<WantedObject> hooks,
      boolean installed,
      Comparator<ObjectRef> applyOrder) {
    this.planId = planId;
    this.hooks = List.copyOf(hooks);
    this.installed = installed;
    this.applyOrder = applyOrder;
  }

  /** Whether a sync ever succeeded; of what earlier releases applied that is taken for granted. */
  public static boolean installed(@Nullable Inventory inventory) {
    if (inventory == null) {
      return false;
    }
    Boolean told = inventory.installed();
    return told != null
        ? told
        : inventory.objects().stream().anyMatch(entry -> entry.applied() != null);
  }

  /** Whether a sync runs any of these. */
  static boolean runInSync(List<WantedObject> hooks, boolean installed) {
    return hooks.stream()
        .anyMatch(
            hook -> OF_SYNC.stream().anyMatch(phase -> hook.traits().runsIn(phase, installed)));
  }

  /** Whether any of these tells an installation from upgrades. */
  public static boolean tellInstallation(List<WantedObject> hooks) {
    return hooks.stream().anyMatch(hook -> !hook.traits().helmEvents().isEmpty());
  }

  /** The waves of a phase in which nothing is applied. */
  List<Wave> waves(SyncPhase phase) {
    Waves waves = new Waves(phase, applyOrder);
    into(waves, phase);
    return waves.inOrder();
  }

  /** Puts those of a phase into its waves. */
  void into(Waves waves, SyncPhase phase) {
    hooks.stream()
        .filter(hook -> hook.traits().runsIn(phase, installed))
        .forEach(hook -> waves.run(hook.traits().wave(), run(hook, phase)));
  }

  /** Where a hook's name is generated, each run has a name of its own, and always the same one. */
  private Hook run(WantedObject hook, SyncPhase phase) {
    ObjectNode manifest = hook.manifest();
    ObjectRef ref = hook.ref();
    if (isGenerated(ref)) {
      String name = name(ref, phase);
      ref = new ObjectRef(ref.group(), ref.version(), ref.kind(), ref.namespace(), name);
      if (manifest.get("metadata") instanceof ObjectNode metadata) {
        metadata.put("name", name);
        metadata.remove("generateName");
      }
    }
    return new Hook(ref, manifest, hook.digest(), hook.ref().id(), hook.traits().deletePolicies());
  }

  private String name(ObjectRef ref, SyncPhase phase) {
    String end = Json.sha256(planId + "/" + phase + "/" + ref.id()).substring(0, DIGITS);
    int room = LONGEST_NAME - DIGITS;
    String beginning = ref.name().length() > room ? ref.name().substring(0, room) : ref.name();
    return beginning + end;
  }

  /** No object of its own can end so. */
  static boolean isGenerated(ObjectRef ref) {
    return ref.name().endsWith("-");
  }

  /** Whether an object of a hook is one that Git does not have any more. */
  static boolean isDropped(Inventory.Entry entry, List<WantedObject> hooks) {
    Inventory.HookMark mark = entry.hook();
    return mark != null && hooks.stream().noneMatch(hook -> hook.ref().id().equals(mark.hookId()));
  }
}
