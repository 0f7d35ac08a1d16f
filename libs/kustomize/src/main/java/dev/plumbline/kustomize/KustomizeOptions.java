package dev.plumbline.kustomize;

/**
 * How to build.
 *
 * @param order of the output
 * @param onlyBelow whether a kustomization may name files in its own folder only, as by default
 * @param limits what it may cost
 * @param remotes where remote bases and files come from
 * @param charts what inflates charts
 * @param checkpoint called often while a build goes on; what it throws ends the build, so it must
 *     be neither a {@link KustomizeException} nor a {@link dev.plumbline.git.GitException}
 */
public record KustomizeOptions(
    Order order,
    boolean onlyBelow,
    KustomizeLimits limits,
    RemoteSources remotes,
    ChartInflator charts,
    Runnable checkpoint) {

  /** The order of the output, where the kustomization does not say. */
  public enum Order {
    /** What others need first; the default of the command line tool. */
    LEGACY,
    /** As it was read. */
    FIFO
  }

  public static final KustomizeOptions DEFAULT =
      new KustomizeOptions(Order.LEGACY, true, KustomizeLimits.DEFAULT);

  /** A build that reads nothing remote, inflates no charts and cannot be stopped. */
  public KustomizeOptions(Order order, boolean onlyBelow, KustomizeLimits limits) {
    this(order, onlyBelow, limits, RemoteSources.REFUSED, ChartInflator.REFUSED, () -> {});
  }

  public KustomizeOptions withLimits(KustomizeLimits other) {
    return new KustomizeOptions(order, onlyBelow, other, remotes, charts, checkpoint);
  }

  public KustomizeOptions withRemotes(RemoteSources other) {
    return new KustomizeOptions(order, onlyBelow, limits, other, charts, checkpoint);
  }

  public KustomizeOptions withCharts(ChartInflator other) {
    return new KustomizeOptions(order, onlyBelow, limits, remotes, other, checkpoint);
  }

  public KustomizeOptions withCheckpoint(Runnable other) {
    return new KustomizeOptions(order, onlyBelow, limits, remotes, charts, other);
  }
}
