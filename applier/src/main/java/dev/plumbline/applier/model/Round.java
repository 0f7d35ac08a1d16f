package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.ObjectFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one wave, or those to prune, and how far they are. Kinds follow one another in the
 * order given; neighbours of one kind are under way together, up to a limit. A failure does not
 * keep the others from being tried, unless it concerns the whole cluster; but when an object cannot
 * be deleted, kinds that it may need for that (its controller, its definition, its namespace) stay.
 *
 * @param parallel how many objects are under way at most
 * @param next index of the first task not begun
 * @param open tasks begun and not ended, by index
 * @param ended outcomes of tasks that ended well, by index
 * @param failures what failed for good
 * @param halted whether no further task is to be begun
 */
record Round(
    List<ObjectTask> tasks,
    int parallel,
    int next,
    Map<Integer, Attempt> open,
    Map<Integer, TaskOutcome> ended,
    List<ObjectFailure> failures,
    boolean halted) {

  Round {
    tasks = List.copyOf(tasks);
    open = Map.copyOf(open);
    ended = Map.copyOf(ended);
    failures = List.copyOf(failures);
  }

  /**
   * A task that has begun.
   *
   * @param running false while it waits to be tried again
   * @param failed how many attempts failed
   * @param looks how often it was found still there
   * @param heldSince when it first was
   */
  record Attempt(boolean running, int failed, int looks, @Nullable Instant heldSince) {
    static final Attempt FIRST = new Attempt(true, 0, 0, null);

    Attempt asRunning() {
      return new Attempt(true, failed, looks, heldSince);
    }
  }

  /** A round, and the tasks of it that are to be begun now. */
  record Begun(Round round, List<Integer> indexes) {
    Begun {
      indexes = List.copyOf(indexes);
    }
  }

  static Round of(List<ObjectTask> tasks, int parallel) {
    return new Round(tasks, parallel, 0, Map.of(), Map.of(), List.of(), false);
  }

  /** Begins what may begin now. */
  Begun begin() {
    Map<Integer, Attempt> nowOpen = new TreeMap<>(open);
    List<Integer> begun = new ArrayList<>();
    int index = next;
    while (!over(index) && nowOpen.size() < parallel && fits(index, nowOpen)) {
      nowOpen.put(index, Attempt.FIRST);
      begun.add(index);
      index++;
    }
    return new Begun(new Round(tasks, parallel, index, nowOpen, ended, failures, halted), begun);
  }

  /** Whether no task from this one on is to be begun. */
  private boolean over(int index) {
    return halted || index == tasks.size() || isNeeded(tasks.get(index));
  }

  private boolean isNeeded(ObjectTask task) {
    return task instanceof ObjectTask.PruneObject
        && failures.stream().anyMatch(failure -> !ObjectTask.sameKind(failure.ref(), task.ref()));
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
    return open.isEmpty() && over(next);
  }

  Round with(int index, Attempt attempt) {
    Map<Integer, Attempt> nowOpen = new TreeMap<>(open);
    nowOpen.put(index, attempt);
    return new Round(tasks, parallel, next, nowOpen, ended, failures, halted);
  }

  Round endedWell(int index, TaskOutcome outcome) {
    Map<Integer, TaskOutcome> nowEnded = new TreeMap<>(ended);
    nowEnded.put(index, outcome);
    return new Round(tasks, parallel, next, without(index), nowEnded, failures, halted);
  }

  Round failed(int index, ObjectFailure failure) {
    List<ObjectFailure> all = new ArrayList<>(failures);
    all.add(failure);
    return new Round(tasks, parallel, next, without(index), ended, all, halted);
  }

  /** Forgets a task that ended without having been tried. */
  Round dropped(int index) {
    return new Round(tasks, parallel, next, without(index), ended, failures, halted);
  }

  /** Begins nothing more and gives up what waits to be tried again; what runs goes on. */
  Round halt() {
    Map<Integer, Attempt> running = new TreeMap<>(open);
    running.values().removeIf(attempt -> !attempt.running());
    return new Round(tasks, parallel, next, running, ended, failures, true);
  }

  private Map<Integer, Attempt> without(int index) {
    Map<Integer, Attempt> rest = new TreeMap<>(open);
    rest.remove(index);
    return rest;
  }
}
