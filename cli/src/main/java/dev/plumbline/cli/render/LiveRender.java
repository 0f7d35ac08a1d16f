package dev.plumbline.cli.render;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Renders an application of a cluster as the renderer does: with its project, the credentials and
 * values that it names, and what the destination serves. Whoever runs it must be permitted to read
 * those.
 */
public final class LiveRender implements AutoCloseable {

  private final RenderTools tools;
  private final RemoteBases repositories;

  private LiveRender(RenderTools tools, RemoteBases repositories) {
    this.tools = tools;
    this.repositories = repositories;
  }

  public static LiveRender open() throws IOException {
    return new LiveRender(RenderTools.open(), RemoteBases.open());
  }

  /**
   * Renders.
   *
   * @param project that the application names, if it exists
   * @param checkouts {@code URL=DIR}, or {@code DIR} for every repository
   * @param control the cluster that has the application
   */
  public RenderedObjects render(
      Application application,
      Optional<Project> project,
      List<String> checkouts,
      ClusterClient control,
      ClusterClient destination)
      throws IOException {
    ClusterAnswers clusters =
        new ClusterAnswers(control, destination, application.metadata().namespace());
    SourceSecrets secrets = SourceSecrets.of(application, clusters);
    OutsideAnswers outside =
        OutsideAnswers.ofClusters(repositories, tools.charts(), clusters, secrets);
    SourceRender sources = new SourceRender(tools.renderers(), outside);
    return new ApplicationRender(sources, repositories, outside, checkouts)
        .objects(application, project, secrets);
  }

  @Override
  public void close() throws IOException {
    try (tools) {
      repositories.close();
    }
  }
}
