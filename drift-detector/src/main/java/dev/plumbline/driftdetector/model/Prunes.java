package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade.Prune;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts deletions in order: higher waves first, and within one the reverse of applying. */
final class Prunes {

  private final SyncRules rules;
  private final Comparator<ObjectRef> applyOrder;
  private final List<Prune> objects = new ArrayList<>();
  private final List<Prune> hooks = new ArrayList<>();

  Prunes(SyncRules rules, Comparator<ObjectRef> applyOrder) {
    this.rules = rules;
    this.applyOrder = applyOrder;
  }

  /** One that Git dropped. */
  void leftover(Inventory.Entry entry) {
    SyncOptions own = SyncRules.lasting(entry);
    add(entry, uid(entry), entry.wave(), own, rules.pruneLast(own));
  }

  /**
   * One that goes with its application. A hook may run once more before: then any uid is right.
   *
   * @param desired what Git wants, by id
   */
  void withApplication(Inventory.Entry entry, Map<String, WantedObject> desired) {
    SyncOptions own = Deletion.options(entry, desired);
    add(entry, entry.hook() == null ? uid(entry) : "", entry.wave(), own, false);
  }

  private void add(
      Inventory.Entry entry, String uid, @Nullable Integer wave, SyncOptions own, boolean last) {
    Integer number = wave == null || wave == 0 ? null : wave;
    String propagation = rules.propagation(own);
    (entry.hook() == null ? objects : hooks)
        .add(new Prune(entry.ref(), uid, number, last ? true : null, propagation));
  }

  private static String uid(Inventory.Entry entry) {
    return entry.applied() == null ? "" : entry.applied().uid();
  }

  /** One that nobody knows of. */
  void extra(Prune extra) {
    objects.add(
        new Prune(extra.ref(), extra.uid(), null, null, rules.propagation(SyncOptions.NONE)));
  }

  /** All of them in order; objects of hooks go when all others are gone. */
  List<Prune> inOrder() {
    int lowest = objects.stream().mapToInt(Prune::waveOrDefault).min().orElse(0);
    int after = lowest == Integer.MIN_VALUE ? lowest : lowest - 1;
    List<Prune> all = new ArrayList<>(objects);
    all.sort(
        Comparator.comparingInt(Prune::waveOrDefault)
            .reversed()
            .thenComparing(Prune::ref, applyOrder.reversed()));
    hooks.stream()
        .sorted(Comparator.comparing(Prune::ref, applyOrder.reversed()))
        .map(
            hook ->
                new Prune(
                    hook.ref(),
                    hook.uid(),
                    objects.isEmpty() || after == 0 ? null : after,
                    hook.last(),
                    hook.propagation()))
        .forEach(all::add);
    return List.copyOf(all);
  }
}
