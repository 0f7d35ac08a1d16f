package dev.plumbline.applier.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.SyncEvent.Counts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts how objects ended, for the account. */
final class Tally {

  private Tally() {}

  /**
   * Adds a round to what was counted before.
   *
   * @param before the inventory before the round, to tell what an apply changed
   */
  static Counts add(Counts counts, Round round, Inventory before) {
    Map<String, Inventory.Entry> known = new HashMap<>();
    before.objects().forEach(entry -> known.put(entry.ref().id(), entry));
    int created = counts.created();
    int configured = counts.configured();
    int unchanged = counts.unchanged();
    int pruned = counts.pruned();
    for (Map.Entry<Integer, TaskOutcome> each : round.ended().entrySet()) {
      if (each.getValue() instanceof TaskOutcome.Gone) {
        pruned++;
      } else if (each.getValue() instanceof TaskOutcome.Applied applied) {
        Inventory.Entry entry = known.get(round.tasks().get(each.getKey()).ref().id());
        if (applied.created()) {
          created++;
        } else if (unchanged(entry == null ? null : entry.applied(), applied.applied())) {
          unchanged++;
        } else {
          configured++;
        }
      }
    }
    return new Counts(
        created, configured, unchanged, pruned, counts.failed() + round.failures().size());
  }

  /**
   * Whether an apply left the object as the last one had: the resourceVersion stayed, or it moved
   * only by status writes, which leave the generation.
   */
  private static boolean unchanged(Inventory.@Nullable Applied before, Inventory.Applied after) {
    if (before == null || !before.uid().equals(after.uid())) {
      return false;
    }
    return before.resourceVersion().equals(after.resourceVersion())
        || (after.generation() > 0
            && before.generation() == after.generation()
            && before.desiredDigest().equals(after.desiredDigest()));
  }
}
