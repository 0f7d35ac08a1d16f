package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keeps objects as a cluster does, and has done to them what tasks say. */
final class SmallCluster {

  private record Kept(String uid, String run) {}

  private final Map<String, Kept> objects = new TreeMap<>();
  private final Map<String, Integer> made = new HashMap<>();

  /** How often each run of a hook was created. */
  final Map<String, Integer> runs = new TreeMap<>();

  TaskOutcome perform(ObjectTask task) {
    String id = task.ref().id();
    if (task instanceof ObjectTask.EnsureNamespace) {
      return new TaskOutcome.NamespaceReady();
    }
    if (task instanceof ObjectTask.ApplyObject) {
      boolean created = !objects.containsKey(id);
      Kept kept = objects.computeIfAbsent(id, any -> make(task.ref(), ""));
      return new TaskOutcome.Applied(applied(task.ref(), kept), created);
    }
    if (task instanceof ObjectTask.RunHook hook) {
      Kept there = objects.get(id);
      if (there != null && there.run().equals(hook.planId())) {
        return new TaskOutcome.HookCreated(applied(task.ref(), there), true);
      }
      Kept fresh = make(task.ref(), hook.planId());
      objects.put(id, fresh);
      runs.merge(task.ref().name() + " of " + hook.planId(), 1, Integer::sum);
      return new TaskOutcome.HookCreated(applied(task.ref(), fresh), false);
    }
    String uid =
        task instanceof ObjectTask.DeleteHook hook
            ? hook.uid()
            : ((ObjectTask.PruneObject) task).prune().uid();
    Kept there = objects.get(id);
    if (there != null && !uid.isEmpty() && !uid.equals(there.uid())) {
      return new TaskOutcome.LeftAlone("it is another one");
    }
    objects.remove(id);
    return new TaskOutcome.Gone();
  }

  private Kept make(ObjectRef ref, String run) {
    int times = made.merge(ref.id(), 1, Integer::sum);
    return new Kept("uid-" + ref.name() + (times == 1 ? "" : "-" + times), run);
  }

  private static Inventory.Applied applied(ObjectRef ref, Kept it) {
    return Plans.applied(ref, it.uid(), "1");
  }

  /** The ids of all objects. */
  Set<String> ids() {
    return new TreeSet<>(objects.keySet());
  }

  /** Each object's id and uid. */
  Set<String> uids() {
    Set<String> all = new TreeSet<>();
    objects.forEach((id, kept) -> all.add(id + " " + kept.uid()));
    return all;
  }
}
