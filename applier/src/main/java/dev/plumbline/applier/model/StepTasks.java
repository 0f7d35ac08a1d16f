package dev.plumbline.applier.model;

import dev.plumbline.cluster.manifest.ApplyOrder;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be done in a step, in order. */
final class StepTasks {

  private StepTasks() {}

  static List<ObjectTask> of(SyncState state, Inventory inventory) {
    Steps steps = Steps.of(state);
    PlanMade plan = state.plan();
    PlanMade.Step step = steps.get(state.nextWave());
    List<ObjectTask> tasks = new ArrayList<>();
    String namespace = plan.createNamespace();
    if (namespace != null && steps.counted(state.nextWave()) == 0 && !step.pruning()) {
      ObjectTask.EnsureNamespace ensure = new ObjectTask.EnsureNamespace(namespace);
      if (step.applies().stream().noneMatch(apply -> apply.ref().sameObject(ensure.ref()))) {
        tasks.add(ensure);
      }
    }
    tasks.addAll(earlierRuns(plan, step, inventory));
    tasks.addAll(writes(state, step, inventory));
    step.prunes().forEach(prune -> tasks.add(new ObjectTask.PruneObject(prune)));
    return tasks;
  }

  /** A hook comes after the objects of its kind, and of those that are applied before it. */
  private static List<ObjectTask> writes(SyncState state, PlanMade.Step step, Inventory inventory) {
    Guess guess = Guess.of(state.plan(), inventory);
    List<ObjectTask> tasks = new ArrayList<>();
    List<PlanMade.Hook> hooks =
        step.hooks().stream()
            .sorted(Comparator.comparing(PlanMade.Hook::ref, ApplyOrder.COMPARATOR))
            .toList();
    int next = 0;
    for (PlanMade.Apply apply : step.applies()) {
      while (next < hooks.size()
          && ApplyOrder.rank(hooks.get(next).ref()) < ApplyOrder.rank(apply.ref())) {
        tasks.add(run(state, hooks.get(next++), inventory));
      }
      tasks.add(new ObjectTask.ApplyObject(apply, guess.at(apply.ref())));
    }
    while (next < hooks.size()) {
      tasks.add(run(state, hooks.get(next++), inventory));
    }
    return tasks;
  }

  /** One object may be a hook of several phases: each is a run of its own. */
  private static ObjectTask run(SyncState state, PlanMade.Hook hook, Inventory inventory) {
    Steps steps = Steps.of(state);
    PlanMade plan = state.plan();
    boolean again =
        steps.before() > 0 && plan.steps().stream().anyMatch(step -> Steps.runs(step, hook.ref()));
    for (int i = 0; i < state.nextWave(); i++) {
      again = again || Steps.runs(steps.get(i), hook.ref());
    }
    String phase = steps.get(state.nextWave()).phase().word();
    return new ObjectTask.RunHook(
        hook, again ? plan.planId() + "/" + phase : plan.planId(), !isKnown(hook, inventory));
  }

  /** Whether an object of the hook's name was made that is not known to be gone. */
  private static boolean isKnown(PlanMade.Hook hook, Inventory inventory) {
    return inventory.objects().stream()
        .anyMatch(entry -> entry.applied() != null && entry.ref().sameObject(hook.ref()));
  }

  /**
   * What earlier runs left of hooks whose objects bear another name each time, and runs whose end
   * nobody has seen: of those no policy says what becomes of them.
   */
  private static List<ObjectTask> earlierRuns(
      PlanMade plan, PlanMade.Step step, Inventory inventory) {
    Map<String, PlanMade.Hook> hooks = new HashMap<>();
    step.hooks().forEach(hook -> hooks.put(hook.hookId(), hook));
    List<ObjectTask> tasks = new ArrayList<>();
    for (Inventory.Entry entry : inventory.objects()) {
      Inventory.HookMark mark = entry.hook();
      PlanMade.Hook hook = mark == null ? null : hooks.get(mark.hookId());
      if (mark != null
          && hook != null
          && !mark.planId().equals(plan.planId())
          && (mark.planId().isEmpty() || goesBefore(hook, entry))) {
        tasks.add(new ObjectTask.DeleteHook(entry.ref(), uid(entry), true));
      }
    }
    return tasks;
  }

  private static boolean goesBefore(PlanMade.Hook hook, Inventory.Entry entry) {
    return hook.deletePolicies().contains(HookDeletePolicy.BEFORE_HOOK_CREATION)
        && !hook.ref().sameObject(entry.ref());
  }

  /** What has ended of these steps' hooks and is to be deleted for that. */
  static List<ObjectTask> tidying(SyncState state, List<PlanMade.Step> steps, Inventory inventory) {
    if (state.hooks() == null) {
      return List.of();
    }
    Map<String, SyncState.HookRun> runs = new HashMap<>();
    state.hooks().forEach(run -> runs.put(run.ref().id(), run));
    Map<String, PlanMade.Hook> hooks = new HashMap<>();
    steps.forEach(step -> step.hooks().forEach(hook -> hooks.put(hook.ref().id(), hook)));
    List<ObjectTask> tasks = new ArrayList<>();
    for (Inventory.Entry entry : inventory.objects()) {
      Inventory.HookMark mark = entry.hook();
      PlanMade.Hook hook = hooks.get(entry.ref().id());
      SyncState.HookRun run = runs.get(entry.ref().id());
      if (mark != null
          && hook != null
          && run != null
          && mark.planId().equals(state.plan().planId())
          && run.uid().equals(uid(entry))
          && goes(hook, run)) {
        tasks.add(new ObjectTask.DeleteHook(entry.ref(), run.uid(), false));
      }
    }
    return tasks;
  }

  private static boolean goes(PlanMade.Hook hook, SyncState.HookRun run) {
    return run.succeeded() != null
        && hook.deletePolicies()
            .contains(
                run.succeeded() ? HookDeletePolicy.HOOK_SUCCEEDED : HookDeletePolicy.HOOK_FAILED);
  }

  /** Objects of hooks that are left when all else of an application is gone that is to go. */
  static List<ObjectTask> leftovers(PlanMade plan, Inventory inventory) {
    Set<String> stays = new HashSet<>();
    if (plan.skipped() != null) {
      plan.skipped().forEach(skipped -> stays.add(skipped.ref().id()));
    }
    return inventory.objects().stream()
        .filter(entry -> entry.hook() != null && !stays.contains(entry.ref().id()))
        .sorted(Comparator.comparing(Inventory.Entry::ref, ApplyOrder.PRUNE_COMPARATOR))
        .<ObjectTask>map(
            entry -> new ObjectTask.PruneObject(new PlanMade.Prune(entry.ref(), uid(entry))))
        .toList();
  }

  private static String uid(Inventory.Entry entry) {
    return entry.applied() == null ? "" : entry.applied().uid();
  }
}
