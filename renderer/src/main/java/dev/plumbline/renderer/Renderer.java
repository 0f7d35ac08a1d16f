package dev.plumbline.renderer;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MirrorSettings;
import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.helm.chart.ChartLimits;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.Evaluation;
import dev.plumbline.rendering.Renderers;
import dev.plumbline.rendering.binary.KustomizeProcess;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.helm.ChartsInKustomizations;
import dev.plumbline.rendering.helm.HelmRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.rendering.kustomize.OfficialTool;
import dev.plumbline.service.AddressGuard;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.Bulkheads;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.workers.WorkerPool;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** All of the renderer put together: the two steps and what they share. */
final class Renderer implements AutoCloseable {

  private static final int CLUSTER_CONCURRENCY = 4;

  private final EventRecords records;
  private final ResourceView<ProjectReading> projects;
  private final GitSources sources;
  private final ClusterLook clusters;
  private final ChartLook charts;
  private final HelmEngine helm;
  private final WorkerPool jsonnet;
  private final ExecutorService pool;
  private final RevisionStream revisions;
  private final RenderStream renders;

  /** What the renderer is given from outside. */
  record Surroundings(
      ResourceView<Application> applications,
      ResourceView<ProjectReading> projects,
      ClusterReader clusters,
      SecretCipher cipher,
      EventRecords records,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {}

  /**
   * A renderer.
   *
   * @param directory for what it keeps on disk, all of which can be had again
   */
  Renderer(RendererConfig config, Path directory, Surroundings given) {
    RendererConfig.Git git = config.git();
    RenderLimits limits = limits(config.limits());
    SourceCredentials credentials =
        new SourceCredentials(given.clusters()::secret, git.credentialsMaxAge(), given.clock());
    AddressGuard guard =
        new AddressGuard(
            config.allowPrivateAddresses(), "plumbline.renderer.allow-private-addresses");
    this.records = given.records();
    this.projects = given.projects();
    this.sources =
        new GitSources(
            new MirrorSets(
                directory.resolve("mirrors"),
                new MirrorSettings(git.maxRepositoryBytes(), git.maxTotalBytes(), git.timeout()),
                given.cipher(),
                given.clock()),
            credentials,
            new Bulkheads("git", git.concurrencyPerHost(), git.queuePerHost(), given.registry()),
            new GitMetrics(given.registry()),
            new RemoteFiles(guard, limits.maxFileBytes(), given.clock()),
            config,
            given.clock());
    this.clusters =
        new ClusterLook(
            given.clusters(),
            new Bulkheads(
                "cluster-reads", CLUSTER_CONCURRENCY, git.queuePerHost(), given.registry()),
            given.cipher(),
            given.clock());
    this.charts =
        ChartSupply.open(config.charts(), directory.resolve("charts"), guard, credentials, given);
    this.helm =
        new NativeHelm(
            new HelmSettings(
                directory.resolve("helm"),
                config.helm().concurrency(),
                config.helm().timeout(),
                config.helm().memoryMib(),
                ChartLimits.DEFAULT),
            new WorkerMetrics("helm", given.registry()));
    this.jsonnet =
        new WorkerPool(
            Jsonnet.settings(directory.resolve("jsonnet"), config.jsonnet().concurrency()),
            new WorkerMetrics("jsonnet", given.registry()));
    KustomizeRenderer kustomize =
        new KustomizeRenderer(
            tool(config.kustomize(), limits), new ChartsInKustomizations(helm), helm.version());
    this.pool = pool(config.concurrency().orElse(Runtime.getRuntime().availableProcessors()));
    RenderStep step =
        new RenderStep(
            given.applications(),
            new Sources(sources, charts),
            new Evaluations(
                new Evaluation(
                    new Renderers(
                        List.of(
                            new HelmRenderer(helm, kustomize),
                            DirectoryRenderer.with(
                                new Jsonnet(jsonnet, limits, config.jsonnet().timeout())),
                            kustomize)),
                    given.cipher(),
                    limits),
                given.projects(),
                sources,
                clusters,
                charts,
                new SchemaLook(given.clusters(), clusters, given.clock()),
                pool,
                config.renderTimeout(),
                given.clock()),
            records,
            new RenderMetrics(given.registry()),
            given.clock(),
            given.random());
    this.revisions = new RevisionStream(given.applications(), sources, records, given.clock());
    this.renders = new RenderStream(given.applications(), step, records, given.clock());
  }

  EventRecords records() {
    return records;
  }

  RevisionStream revisions() {
    return revisions;
  }

  RenderStream renders() {
    return renders;
  }

  /** Begins to listen to resources, once the stream of step 2 is there. */
  void listen(Function<String, Optional<OwnedPartition>> ownerOf) {
    renders.listen(ownerOf, projects);
  }

  /** A cluster came, changed or went. */
  void clusterChanged(String cluster) {
    renders.clusterChanged(cluster);
  }

  @Override
  public void close() {
    pool.shutdownNow();
    sources.close();
    clusters.close();
    charts.close();
    helm.close();
    jsonnet.close();
  }

  private static RenderLimits limits(RendererConfig.Limits config) {
    return new RenderLimits(
        config.maxFiles(),
        config.maxFileBytes(),
        config.maxInputBytes(),
        config.maxDepth(),
        config.maxValues(),
        RenderLimits.DEFAULT.maxAliasedNodes(),
        config.maxObjects(),
        config.maxRenderedBytes());
  }

  private static OfficialTool tool(RendererConfig.Kustomize config, RenderLimits limits) {
    return config.binary()
        ? new KustomizeProcess(
            KustomizeProcess.searchPath(),
            config.binaryTimeout(),
            config.binaryMemoryBytes(),
            limits.maxInputBytes())
        : OfficialTool.REFUSED;
  }

  private static ExecutorService pool(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "render-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
