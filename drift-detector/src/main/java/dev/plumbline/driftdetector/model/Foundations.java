package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade.Apply;
import dev.plumbline.contracts.events.PlanMade.Wave;
import java.util.List;

/**
 * Namespaces and CustomResourceDefinitions: what other objects cannot be applied without. They make
 * a wave of their own, and the rest waits until they are there and established.
 */
final class Foundations {

  private Foundations() {}

  static boolean isNamespace(ObjectRef ref) {
    return ref.group().isEmpty() && ref.kind().equals("Namespace");
  }

  static boolean includes(ObjectRef ref) {
    return isNamespace(ref)
        || (ref.group().equals("apiextensions.k8s.io")
            && ref.kind().equals("CustomResourceDefinition"));
  }

  /** Two waves when there are foundations and other objects, else one; none of nothing. */
  static List<Wave> waves(List<Apply> ordered) {
    List<Apply> first = ordered.stream().filter(apply -> includes(apply.ref())).toList();
    if (first.isEmpty() || first.size() == ordered.size()) {
      return ordered.isEmpty() ? List.of() : List.of(new Wave(ordered));
    }
    List<Apply> rest = ordered.stream().filter(apply -> !includes(apply.ref())).toList();
    return List.of(new Wave(first), new Wave(rest));
  }
}
