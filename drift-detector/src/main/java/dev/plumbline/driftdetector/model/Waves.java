package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade.Apply;
import dev.plumbline.contracts.events.PlanMade.Hook;
import dev.plumbline.contracts.events.PlanMade.Wave;
import dev.plumbline.contracts.events.SyncPhase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts what is to be done in a phase into waves: by number, lower ones first. What other objects
 * cannot be applied without makes a wave of its own within a number.
 */
final class Waves {

  private final Comparator<ObjectRef> applyOrder;
  private final SyncPhase phase;
  private final TreeMap<Integer, Content> byNumber = new TreeMap<>();

  /** What is in the waves of one number. */
  private record Content(List<Apply> applies, List<Hook> hooks) {
    Content() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  Waves(SyncPhase phase, Comparator<ObjectRef> applyOrder) {
    this.phase = phase;
    this.applyOrder = applyOrder;
  }

  /** Puts an object where it belongs. */
  void apply(int number, Apply apply) {
    content(number).applies().add(apply);
  }

  /** Puts a hook where it belongs. */
  void run(int number, Hook hook) {
    content(number).hooks().add(hook);
  }

  private Content content(int number) {
    return byNumber.computeIfAbsent(number, any -> new Content());
  }

  /** The waves in order, none of them empty. */
  List<Wave> inOrder() {
    List<Wave> waves = new ArrayList<>();
    byNumber.forEach(
        (number, content) -> {
          content.applies().sort((a, b) -> applyOrder.compare(a.ref(), b.ref()));
          content.hooks().sort((a, b) -> applyOrder.compare(a.ref(), b.ref()));
          List<Apply> first =
              content.applies().stream().filter(a -> Foundations.includes(a.ref())).toList();
          List<Apply> rest =
              content.applies().stream().filter(a -> !Foundations.includes(a.ref())).toList();
          if (!first.isEmpty()) {
            waves.add(new Wave(first, phase, number, null));
          }
          if (!rest.isEmpty() || !content.hooks().isEmpty()) {
            List<Hook> hooks = content.hooks().isEmpty() ? null : content.hooks();
            waves.add(new Wave(rest, phase, number, hooks));
          }
        });
    return waves;
  }
}
