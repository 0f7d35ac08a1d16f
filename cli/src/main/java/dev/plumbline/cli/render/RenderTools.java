package dev.plumbline.cli.render;

import dev.plumbline.helm.HelmEngine;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.Renderers;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.helm.ChartsInKustomizations;
import dev.plumbline.rendering.helm.HelmRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.rendering.kustomize.OfficialTool;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What renders the sources of one run of a command: Helm and Jsonnet, and a folder for them. */
final class RenderTools implements AutoCloseable {

  private static final Duration JSONNET_TIMEOUT = Duration.ofMinutes(1);

  private final Path directory;
  private final HelmEngine helm;
  private final WorkerPool jsonnet;

  private RenderTools(Path directory, HelmEngine helm, WorkerPool jsonnet) {
    this.directory = directory;
    this.helm = helm;
    this.jsonnet = jsonnet;
  }

  /** Nothing is started before it is needed. */
  static RenderTools open() throws IOException {
    Path own = Files.createTempDirectory("plumbline-render");
    int processors = Runtime.getRuntime().availableProcessors();
    return new RenderTools(
        own,
        new NativeHelm(HelmSettings.of(own.resolve("helm")), PoolListener.NONE),
        new WorkerPool(Jsonnet.settings(own.resolve("jsonnet"), processors), PoolListener.NONE));
  }

  HelmEngine helm() {
    return helm;
  }

  /** Where charts may be kept while the command runs. */
  Path charts() {
    return directory.resolve("charts");
  }

  Renderers renderers() {
    KustomizeRenderer kustomize =
        new KustomizeRenderer(
            OfficialTool.REFUSED, new ChartsInKustomizations(helm), helm.version());
    return new Renderers(
        List.of(
            new HelmRenderer(helm, kustomize),
            DirectoryRenderer.with(new Jsonnet(jsonnet, RenderLimits.DEFAULT, JSONNET_TIMEOUT)),
            kustomize));
  }

  @Override
  public void close() throws IOException {
    jsonnet.close();
    helm.close();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
