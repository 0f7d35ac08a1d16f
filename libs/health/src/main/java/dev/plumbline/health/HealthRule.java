package dev.plumbline.health;

import org.jspecify.annotations.Nullable;

/**
 * Somebody's own rule for a kind, in CEL, as Flux's {@code healthCheckExprs}: the object's
 * top-level fields are the variables. An object whose {@code status.observedGeneration} is not its
 * generation is progressing; else the expressions are asked in this order, and the first that is
 * true decides; an object of which none is true is progressing.
 *
 * @param group of the kind, empty for the core group
 * @param inProgress when it is Progressing; null for never
 * @param failed when it is Degraded; null for never
 * @param suspended when it is Suspended; null for never
 * @param current when it is Healthy
 * @param message what to tell of it, an expression for text; null for a message of Plumbline's
 */
public record HealthRule(
    String group,
    String kind,
    @Nullable String inProgress,
    @Nullable String failed,
    @Nullable String suspended,
    String current,
    @Nullable String message) {

  /** A rule of Flux's {@code healthCheckExprs}. */
  public static HealthRule of(
      String apiVersion,
      String kind,
      @Nullable String inProgress,
      @Nullable String failed,
      String current) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return new HealthRule(group, kind, inProgress, failed, null, current, null);
  }

  /** The kind it is for, as a person writes it. */
  String name() {
    return group.isEmpty() ? kind : group + "/" + kind;
  }
}
