package dev.plumbline.renderer;

import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.service.Clusters;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.PlumblineConfig;
import dev.plumbline.service.Roles;
import dev.plumbline.service.Secrets;
import dev.plumbline.service.Streams;
import dev.plumbline.stream.StreamRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the renderer where its role is enabled. */
@ApplicationScoped
public class RendererService {

  /** Name of the role. */
  public static final String ROLE = "renderer";

  private static final Logger LOG = LoggerFactory.getLogger(RendererService.class);
  private static final String DIRECTORY = "renderer";

  private final Roles roles;
  private final CustomResources resources;
  private final Streams streams;
  private final Secrets secrets;
  private final Clusters clusters;
  private final Instance<SecretCipher> cipher;
  private final RendererConfig config;
  private final PlumblineConfig shared;
  private final MeterRegistry registry;
  private final Clock clock;
  private final RandomGenerator random;
  private @Nullable Renderer renderer;

  RendererService(
      Roles roles,
      CustomResources resources,
      Streams streams,
      Secrets secrets,
      Clusters clusters,
      Instance<SecretCipher> cipher,
      RendererConfig config,
      PlumblineConfig shared,
      MeterRegistry registry,
      Clock clock,
      RandomGenerator random) {
    this.roles = roles;
    this.resources = resources;
    this.streams = streams;
    this.secrets = secrets;
    this.clusters = clusters;
    this.cipher = cipher;
    this.config = config;
    this.shared = shared;
    this.registry = registry;
    this.clock = clock;
    this.random = random;
  }

  void start(@Observes StartupEvent event) {
    if (!roles.has(ROLE)) {
      return;
    }
    Renderer made =
        new Renderer(
            config,
            shared.dataDir().resolve(DIRECTORY),
            new Renderer.Surroundings(
                resources.applications(),
                resources.projects(),
                new ClusterQuestions(secrets, clusters),
                cipher.get(),
                new EventRecords(streams::topic, streams.codec(ROLE)),
                registry,
                clock,
                random));
    renderer = made;
    resources
        .synced()
        .thenRun(() -> run(made))
        .exceptionally(
            failure -> {
              LOG.error("The renderer cannot start", failure);
              return null;
            });
  }

  private void run(Renderer made) {
    String group = streams.group(ROLE);
    StreamRunner renders =
        streams.start(RenderStream.topology(group, made.records()), made.renders());
    made.listen(renders::ownerOf);
    clusters.onChange(made::clusterChanged);
    streams.start(RevisionStream.topology(group + "-revisions", made.records()), made.revisions());
  }

  @PreDestroy
  void stop() {
    Renderer running = renderer;
    if (running != null) {
      running.close();
    }
  }
}
