package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.resources.Application;
import java.util.List;

/** What an application was refused, since another one has it. */
final class SharedObjects {

  static final String OWNED = "OwnedByAnother";

  private SharedObjects() {}

  /** What the last sync was refused and Git still wants; empty when that one did not fail. */
  static List<ObjectFailure> refused(ApplicationView view) {
    Inventory inventory = view.inventory();
    return inventory == null || inventory.phase() != Phase.FAILED
        ? List.of()
        : inventory.failures().stream()
            .filter(failure -> failure.reason().equals(OWNED) && isWanted(view, failure.ref()))
            .toList();
  }

  /**
   * Whether all that stood in the way of the last sync was handed over since: what we were refused
   * bears our mark.
   */
  static boolean handedOver(ApplicationView view) {
    List<ObjectFailure> refused = refused(view);
    return !refused.isEmpty()
        && view.inventory() != null
        && refused.size() == view.inventory().failures().size()
        && refused.stream().allMatch(failure -> bearsOurMark(view, failure.ref()));
  }

  private static boolean bearsOurMark(ApplicationView view, ObjectRef ref) {
    Observation seen = view.observations().get(ref.id());
    return seen != null
        && !seen.absent()
        && seen.health() != HealthStatus.Missing
        && seen.isOf(view.application().uid());
  }

  /** A namespace may be refused for what it is to bear, and then is no object of Git's. */
  private static boolean isWanted(ApplicationView view, ObjectRef ref) {
    Application.Spec spec = view.application().spec();
    Wanted desired = view.desired();
    return (spec.syncPolicyOrDefault().createsNamespace()
            && Foundations.isNamespace(ref)
            && ref.name().equals(spec.destination().namespaceOrDefault()))
        || (desired != null
            && desired.everything().anyMatch(object -> object.ref().sameObject(ref)));
  }
}
