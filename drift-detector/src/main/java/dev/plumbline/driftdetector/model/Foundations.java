package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;

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
}
