package dev.plumbline.kustomize;

/**
 * How to build.
 *
 * @param order of the output
 * @param onlyBelow whether a kustomization may name files in its own folder only, as by default
 * @param limits what it may cost
 */
public record KustomizeOptions(Order order, boolean onlyBelow, KustomizeLimits limits) {

  /** The order of the output, where the kustomization does not say. */
  public enum Order {
    /** What others need first; the default of the command line tool. */
    LEGACY,
    /** As it was read. */
    FIFO
  }

  public static final KustomizeOptions DEFAULT =
      new KustomizeOptions(Order.LEGACY, true, KustomizeLimits.DEFAULT);
}
