package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.DriftDetection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Objects of others in namespaces that are the application's, where it is strict: they bear no mark
 * that could be watched, so they are looked for at first and at each full check. On the lane only.
 */
final class ForeignObjects {

  private final Surroundings at;
  private final Reads reads;
  private Set<ObjectRef> found = Set.of();
  private Set<String> looked = Set.of();

  ForeignObjects(Surroundings at, Reads reads) {
    this.at = at;
    this.reads = reads;
  }

  /** What was found last. */
  Set<ObjectRef> found() {
    return found;
  }

  /**
   * Has them looked for anew at the next judgement.
   *
   * @return whether they were looked for before, so that one is due
   */
  boolean lookAgain() {
    boolean before = !looked.isEmpty();
    looked = Set.of();
    return before;
  }

  /** Has them looked for, unless that was done since the last full check. */
  void look(Inventory inventory, Set<String> namespaces, Application application) {
    boolean strict = application.spec().driftDetectionOrDefault() == DriftDetection.STRICT;
    if (!strict || namespaces.isEmpty()) {
      found = Set.of();
      looked = Set.of();
      return;
    }
    if (namespaces.equals(looked)) {
      return;
    }
    looked = Set.copyOf(namespaces);
    String first = namespaces.iterator().next();
    var unused =
        reads.then(
            inventory.cluster(),
            new ObjectRef("", "v1", "Namespace", "", first),
            at.strangersIn().find(inventory, namespaces),
            this::take,
            this::lookAgain);
  }

  private boolean take(Set<ObjectRef> strangers) {
    Set<ObjectRef> now = new TreeSet<>(strangers);
    boolean news = !now.equals(found);
    found = now;
    return news;
  }
}
