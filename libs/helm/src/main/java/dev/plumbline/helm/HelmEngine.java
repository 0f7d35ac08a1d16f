package dev.plumbline.helm;

import java.util.Optional;

/** Renders charts as {@code helm template} does; it reaches no cluster and no repository. */
public interface HelmEngine extends AutoCloseable {

  /**
   * Renders a chart.
   *
   * @param checkpoint asked often; what it throws ends the render and is thrown
   * @throws HelmException when the chart cannot be rendered, or not here
   */
  HelmResult template(HelmRequest request, Runnable checkpoint);

  /** Why Helm cannot be had on this machine, as far as is known without trying. */
  Optional<String> unavailable();

  /** What the output depends on beside the request: versions of Helm and of what is around it. */
  String version();

  @Override
  void close();
}
