package dev.plumbline.applier.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.health.HealthRules;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of a plan probably are before it is carried out. A new commit finds them as the
 * last one left them; only those that others write, be it their status, and those that a plan is to
 * put right, are something else and must be read. A wrong guess is refused by the API server and
 * costs a request; a right one saves a request.
 */
record Guess(boolean undisturbed, Map<String, Inventory.Applied> left) {

  static Guess of(PlanMade plan, @Nullable Inventory inventory) {
    Map<String, Inventory.Applied> left = new HashMap<>();
    if (inventory != null) {
      for (Inventory.Entry entry : inventory.objects()) {
        if (entry.applied() != null) {
          left.put(entry.ref().id(), entry.applied());
        }
      }
    }
    return new Guess(plan.reason() == PlanMade.Reason.NEW_REVISION, left);
  }

  /** Null when it is better to look. */
  @Nullable Precondition at(ObjectRef ref) {
    Inventory.Applied last = left.get(ref.id());
    boolean stays = last == null || !isWrittenByOthers(ref);
    return undisturbed && stays ? Precondition.left(last) : null;
  }

  /** Kinds whose controllers answer each change with a status; that of a service seldom has one. */
  private static boolean isWrittenByOthers(ObjectRef ref) {
    boolean service = ref.group().isEmpty() && ref.kind().equals("Service");
    return HealthRules.builtIn().readsStatus(ref.group(), ref.kind()) && !service;
  }
}
