package dev.plumbline.rendering.directory;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.jsonnet.JsonnetOptions;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.directory.JsonnetFiles;
import dev.plumbline.manifests.directory.ManifestDirectory;
import dev.plumbline.rendering.ManifestRenderer;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.rendering.Rendered;

/** Renders a directory of manifests as they are written. */
public final class DirectoryRenderer implements ManifestRenderer {

  private final JsonnetOf jsonnet;
  private final String name;

  /** Evaluates Jsonnet for a render. */
  @FunctionalInterface
  public interface JsonnetOf {
    JsonnetFiles forRender(RenderInput input) throws RenderException;
  }

  /** A renderer that evaluates no Jsonnet. */
  public DirectoryRenderer() {
    this(input -> JsonnetFiles.REFUSED, "");
  }

  /**
   * A renderer.
   *
   * @param version of what evaluates Jsonnet: part of every render key
   */
  public DirectoryRenderer(JsonnetOf jsonnet, String version) {
    this.jsonnet = jsonnet;
    this.name = "directory/1" + (version.isEmpty() ? "" : " " + version);
  }

  /** A renderer that has Jsonnet evaluated by processes of its own. */
  public static DirectoryRenderer with(Jsonnet jsonnet) {
    return new DirectoryRenderer(
        input -> {
          JsonnetOptions options =
              JsonnetOptions.of(input.source().directoryOrDefault().jsonnet(), input.path());
          String owner = input.application().key().toString();
          return file -> jsonnet.evaluate(input.files(), file, options, owner, input.checkpoint());
        },
        Jsonnet.version());
  }

  @Override
  public String name() {
    return name;
  }

  /** Where {@code spec.source.directory} is given, or nothing in the folder is another tool's. */
  @Override
  public boolean handles(
      FileTree files, String path, Application.Source source, Application.Spec spec)
      throws RenderException {
    return source.kustomize() == null
        && !spec.customises()
        && (source.directory() != null
            || ManifestDirectory.isPlain(files, path, source.directoryOrDefault()));
  }

  @Override
  public Rendered render(RenderInput input) throws RenderException {
    return new Rendered(
        ManifestDirectory.read(
            input.files(),
            input.path(),
            input.source().directoryOrDefault(),
            input.limits(),
            jsonnet.forRender(input),
            input.checkpoint()));
  }
}
