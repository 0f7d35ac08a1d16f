package dev.plumbline.contracts.resources;

import org.jspecify.annotations.Nullable;

/**
 * How well objects of a kind are, in CEL, as Flux's {@code healthCheckExprs}. Each expression sees
 * the fields of the object, such as {@code status}, and gives true or false.
 *
 * @param apiVersion of the objects; only its group counts
 * @param kind of the objects
 * @param inProgress whether it is on its way
 * @param failed whether it has failed
 * @param current whether it is well
 */
public record HealthCheckExpr(
    String apiVersion,
    String kind,
    @Nullable String inProgress,
    @Nullable String failed,
    String current) {

  /** The group; empty for the core group. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
