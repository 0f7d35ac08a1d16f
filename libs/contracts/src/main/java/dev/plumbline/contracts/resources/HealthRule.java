package dev.plumbline.contracts.resources;

import org.jspecify.annotations.Nullable;

/** A {@code HealthRule}: how well objects of a kind are, for all applications. */
public record HealthRule(ResourceMeta metadata, Spec spec) {

  /**
   * The rule, in CEL as in {@link HealthCheckExpr}.
   *
   * @param group of the objects; the core group unless given
   * @param kind of the objects
   * @param inProgress whether it is on its way
   * @param failed whether it has failed
   * @param suspended whether it rests on purpose
   * @param current whether it is well
   * @param message what to tell of it, an expression for text; a message of Plumbline's unless
   *     given
   */
  public record Spec(
      @Nullable String group,
      String kind,
      @Nullable String inProgress,
      @Nullable String failed,
      @Nullable String suspended,
      String current,
      @Nullable String message) {

    /** The group; empty for the core group. */
    public String groupOrCore() {
      return group == null ? "" : group;
    }
  }
}
