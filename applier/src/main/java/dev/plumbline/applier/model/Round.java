package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ObjectFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one step, and how far they are. Kinds follow one another in the order given;
 * neighbours of one kind are under way together, up to a limit. A failure does not keep other
 * objects from being tried, unless it concerns the whole cluster; but no hook is run any more, and
 * when an object cannot be deleted, kinds that it may need for that (its controller, its
 * definition, its namespace) stay.
 *
 * @param name unique among the rounds of a plan
 * @param next index of the first task not begun
 * @param open tasks begun and not ended, by index
 * @param ends how the others ended, in order
 * @param failedKinds kinds of objects that failed for good
 * @param halted whether no further task is to be begun
 * @param cut why it was halted, of one whose time was over; null for any other
 */
record Round(
    String name,
    List<ObjectTask> tasks,
    int next,
    Map<Integer, Attempt> open,
    Chain<End> ends,
    Set<String> failedKinds,
    boolean halted,
    @Nullable ObjectFailure cut) {

  Round {
    tasks = List.copyOf(tasks);
    open = Map.copyOf(open);
    failedKinds = Set.copyOf(failedKinds);
  }

  /**
   * A task that has begun.
   *
   * @param running false while it waits to be tried again
   * @param failed how many attempts failed
   * @param looks how often it was found still there
   * @param heldSince when it first was
   * @param lately what became of the last attempt, for a person; null before
   * @param left what the attempts so far may have made of the object, to be recorded should nothing
   *     more come of it; null for nothing
   */
  record Attempt(
      boolean running,
      int failed,
      int looks,
      @Nullable Instant heldSince,
      @Nullable String lately,
      @Nullable TaskOutcome left) {
    static final Attempt FIRST = new Attempt(true, 0, 0, null, null, null);

    Attempt asRunning() {
      return with(true);
    }

    Attempt asPaused() {
      return with(false);
    }

    private Attempt with(boolean runs) {
      return new Attempt(runs, failed, looks, heldSince, lately, left);
    }

    /** What is to be recorded of the object after an attempt that was not the last word. */
    @Nullable TaskOutcome leftBy(ObjectTask task, TaskOutcome outcome) {
      boolean leaves =
          outcome instanceof TaskOutcome.StillThere
              || (outcome instanceof TaskOutcome.Failed failure
                  && failure.fault().cause().leavesDoubt()
                  && left == null);
      return task instanceof ObjectTask.ApplyObject && leaves ? outcome : left;
    }
  }

  /**
   * How a task ended.
   *
   * @param outcome of one that failed for good, or was given up, what may have become of the
   *     object; null for nothing
   * @param failure null when it did not fail
   */
  record End(ObjectTask task, @Nullable TaskOutcome outcome, @Nullable ObjectFailure failure) {}

  /** A round, and the tasks of it that are to be begun now. */
  record Begun(Round round, List<Integer> indexes) {
    Begun {
      indexes = List.copyOf(indexes);
    }
  }

  static Round of(String name, List<ObjectTask> tasks) {
    return new Round(name, tasks, 0, Map.of(), Chain.empty(), Set.of(), false, null);
  }

  /**
   * Begins what may begin now.
   *
   * @param limit how many objects are under way at most
   */
  Begun begin(int limit) {
    Map<Integer, Attempt> nowOpen = new TreeMap<>(open);
    List<Integer> begun = new ArrayList<>();
    int index = skipped(next);
    while (!over(index) && nowOpen.size() < limit && fits(index, nowOpen)) {
      nowOpen.put(index, Attempt.FIRST);
      begun.add(index);
      index = skipped(index + 1);
    }
    return new Begun(new Round(name, tasks, index, nowOpen, ends, failedKinds, halted, cut), begun);
  }

  /** The first index from this one on of a task that is to be done after what failed so far. */
  private int skipped(int from) {
    int index = from;
    while (index < tasks.size()
        && !failedKinds.isEmpty()
        && tasks.get(index) instanceof ObjectTask.RunHook) {
      index++;
    }
    return index;
  }

  /** Whether no task from this one on is to be begun. */
  private boolean over(int index) {
    return halted || index == tasks.size() || isNeeded(tasks.get(index));
  }

  private boolean isNeeded(ObjectTask task) {
    return task instanceof ObjectTask.PruneObject
        && failedKinds.stream().anyMatch(kind -> !kind.equals(kind(task)));
  }

  private boolean fits(int index, Map<Integer, Attempt> nowOpen) {
    return nowOpen.keySet().stream().allMatch(i -> tasks.get(i).neighbourOf(tasks.get(index)));
  }

  /** Whether this task's attempt is under way. */
  boolean isRunning(int index) {
    Attempt attempt = open.get(index);
    return attempt != null && attempt.running();
  }

  /** Whether any attempt is under way. */
  boolean anyRunning() {
    return open.values().stream().anyMatch(Attempt::running);
  }

  /** Whether nothing is left to do. */
  boolean done() {
    return open.isEmpty() && over(skipped(next));
  }

  /** What failed for good, and last the round itself if its time was over. */
  List<ObjectFailure> failures() {
    List<ObjectFailure> all = new ArrayList<>();
    for (End end : ends.toList()) {
      if (end.failure() != null) {
        all.add(end.failure());
      }
    }
    if (cut != null) {
      all.add(cut);
    }
    return all;
  }

  Round with(int index, Attempt attempt) {
    Map<Integer, Attempt> nowOpen = new TreeMap<>(open);
    nowOpen.put(index, attempt);
    return new Round(name, tasks, next, nowOpen, ends, failedKinds, halted, cut);
  }

  Round endedWell(int index, TaskOutcome outcome) {
    Chain<End> more = ends.with(new End(tasks.get(index), outcome, null));
    return new Round(name, tasks, next, without(index), more, failedKinds, halted, cut);
  }

  Round failed(int index, ObjectFailure failure, TaskOutcome last) {
    ObjectTask task = tasks.get(index);
    Set<String> kinds = new HashSet<>(failedKinds);
    kinds.add(kind(task));
    Chain<End> more = ends.with(new End(task, left(index, last), failure));
    return new Round(name, tasks, next, without(index), more, kinds, halted, cut);
  }

  /** Gives up a task that ended without having been done. */
  Round dropped(int index, TaskOutcome last) {
    TaskOutcome left = left(index, last);
    Chain<End> more = left == null ? ends : ends.with(new End(tasks.get(index), left, null));
    return new Round(name, tasks, next, without(index), more, failedKinds, halted, cut);
  }

  private @Nullable TaskOutcome left(int index, TaskOutcome last) {
    return open.getOrDefault(index, Attempt.FIRST).leftBy(tasks.get(index), last);
  }

  /** Begins nothing more and gives up what waits to be tried again; what runs goes on. */
  Round halt() {
    Map<Integer, Attempt> running = new TreeMap<>();
    Chain<End> more = ends;
    for (Map.Entry<Integer, Attempt> each : new TreeMap<>(open).entrySet()) {
      Attempt attempt = each.getValue();
      if (attempt.running()) {
        running.put(each.getKey(), attempt);
      } else if (attempt.left() != null) {
        more = more.with(new End(tasks.get(each.getKey()), attempt.left(), null));
      }
    }
    return new Round(name, tasks, next, running, more, failedKinds, true, cut);
  }

  /** Halts because the time is over. */
  Round cutBy(ObjectFailure why) {
    Round halt = halt();
    return new Round(name, tasks, next, halt.open, halt.ends, failedKinds, true, why);
  }

  private Map<Integer, Attempt> without(int index) {
    Map<Integer, Attempt> rest = new TreeMap<>(open);
    rest.remove(index);
    return rest;
  }

  private static String kind(ObjectTask task) {
    return task.ref().group() + "/" + task.ref().kind();
  }
}
