package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.reference.Variables;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.FieldSpecs;

/** Resources gathered so far, and what is configured for them. */
final class Accumulator {

  private final Resources resources = new Resources();
  private final Variables variables = new Variables();
  private FieldSpecs specs = FieldSpecs.empty();

  Resources resources() {
    return resources;
  }

  Variables variables() {
    return variables;
  }

  FieldSpecs specs() {
    return specs;
  }

  void configure(FieldSpecs more) {
    specs = specs.merge(more);
  }

  /** Takes in all that another one has. */
  void add(Accumulator other) {
    resources.appendAll(other.resources.list());
    configure(other.specs);
    variables.addAll(other.variables);
  }
}
