package dev.plumbline.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** In which order what a {@link Rollout} installs has to come. */
enum Shape {
  /** In none: each application at once, its objects one after the other. */
  FLAT("rollout") {
    @Override
    List<String> manifests(String name, String version) {
      return Workload.four(name, version);
    }
  },
  /** Each application's objects in three waves, each ready before the next begins. */
  WAVES("waves") {
    @Override
    List<String> manifests(String name, String version) {
      return Workload.fourInWaves(name, version);
    }

    @Override
    boolean late(ObjectNode manifest) {
      return manifest.path("kind").asText().equals("Ingress");
    }
  },
  /** Applications that depend on one another, in chains. */
  CHAINS("chains") {
    @Override
    List<String> manifests(String name, String version) {
      return Workload.four(name, version);
    }
  };

  private final String measure;

  Shape(String measure) {
    this.measure = measure;
  }

  String measure() {
    return measure;
  }

  /** The objects of an application. */
  abstract List<String> manifests(String name, String version);

  /** Whether an object has to wait until its application's Deployment is ready. */
  boolean late(ObjectNode manifest) {
    return false;
  }

  /** How many applications each follow the one before; 1 where none does. */
  int chain(Extent.Order order) {
    return this == CHAINS ? order.chain() : 1;
  }

  /** How many applications, one measurement each. */
  List<Integer> numbers(Extent extent) {
    return this == FLAT ? extent.rollouts() : List.of(extent.order().applications());
  }
}
