package dev.plumbline.cluster;

/** What becomes of an object's dependents when it is deleted. */
public enum Propagation {
  BACKGROUND("Background"),
  FOREGROUND("Foreground"),
  ORPHAN("Orphan");

  private final String policy;

  Propagation(String policy) {
    this.policy = policy;
  }

  String policy() {
    return policy;
  }
}
