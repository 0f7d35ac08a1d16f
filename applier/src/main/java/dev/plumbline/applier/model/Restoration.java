package dev.plumbline.applier.model;

import static dev.plumbline.applier.model.Ending.told;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.WaveWaiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts back what somebody deleted, or made anew, after a sync had written it and before that was
 * over: it is of the sync's revision, and what comes next counts on it. An object that is deleted
 * each time fails the sync, and is named.
 */
record Restoration(Course course) {

  /** How often one object is put back while a step is waited for. */
  static final int MOST = 3;

  /** The detector told what is gone. */
  Transition begin(
      Ledger ledger, Stage.Awaiting stage, List<WaveWaiting.Gone> gone, Circumstances at) {
    List<ObjectTask> tasks = new ArrayList<>();
    List<ObjectFailure> hopeless = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>(stage.putBack());
    for (PlanMade.Apply apply : lost(ledger, stage, gone)) {
      if (counts.merge(apply.ref().id(), 1, Integer::sum) > MOST) {
        hopeless.add(Shortfall.deletedAgain(apply.ref(), MOST));
      } else {
        tasks.add(new ObjectTask.ApplyObject(apply, null));
      }
    }
    if (!hopeless.isEmpty()) {
      return course
          .failing()
          .whileWaiting(ledger, stage.sync(), ledger.requireInventory(), hopeless, false, at);
    }
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    String name = "put back before " + Standing.round(stage.sync().state()) + ", " + all;
    return tasks.isEmpty()
        ? Transition.none(ledger.with(stage))
        : course.advance(
            ledger, new Stage.PuttingBack(stage.sync(), Round.of(name, tasks), counts), at);
  }

  /** What this plan has written, and is gone as far as is known here too. */
  private static List<PlanMade.Apply> lost(
      Ledger ledger, Stage.Awaiting stage, List<WaveWaiting.Gone> gone) {
    Map<String, String> uids = new HashMap<>();
    gone.forEach(one -> uids.put(one.ref().id(), one.uid()));
    ledger
        .requireInventory()
        .objects()
        .forEach(
            entry ->
                uids.computeIfPresent(
                    entry.ref().id(),
                    (id, uid) ->
                        entry.applied() != null && entry.applied().uid().equals(uid) ? uid : null));
    Steps steps = Steps.of(stage.sync().state());
    return steps.all().subList(0, stage.sync().state().nextWave()).stream()
        .flatMap(step -> step.applies().stream())
        .filter(apply -> uids.containsKey(apply.ref().id()))
        .toList();
  }

  /** They are put back, or could not be: the step is waited for again. */
  Transition ended(Ledger ledger, Stage.PuttingBack stage, Circumstances at) {
    Inventory before = ledger.requireInventory();
    Round round = stage.round();
    Inventory changed = InventoryRecords.putBack(before, round);
    SyncDraft draft = SyncDraft.of(stage.sync().state()).did(Tally.of(round, before).asRecreated());
    Stage.Accepted further = stage.sync().with(draft);
    Stage.Awaiting awaiting = new Stage.Awaiting(further, null, stage.putBack());
    if (!round.failures().isEmpty()) {
      boolean late = round.cut() != null;
      return course.failing().whileWaiting(ledger, further, changed, round.failures(), late, at);
    }
    Inventory next = InventoryRecords.next(changed, at.now());
    Transition recorded =
        Transition.none(ledger.with(next).with(awaiting))
            .write(told(further, next), told(further, further.state()));
    return Standing.waits(further.state())
        ? recorded
        : recorded.andThen(same -> course.over(same, further, at));
  }
}
