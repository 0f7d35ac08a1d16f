package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.SourceKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of renderers there are; the first that handles a source renders it. */
public record Renderers(List<ManifestRenderer> renderers) {

  private static final int NAMES_SHOWN = 8;

  public Renderers {
    renderers = List.copyOf(renderers);
  }

  /**
   * The renderer for a source.
   *
   * @throws RenderException {@code PathNotFound} when there is no such directory, {@code
   *     InvalidSpec} when it is for a tool that none of the renderers stands for
   */
  public ManifestRenderer choose(
      FileTree files, String path, Application.Source source, Application.Spec spec)
      throws RenderException {
    requireOneKind(source);
    requireDirectory(files, path);
    for (ManifestRenderer renderer : renderers) {
      if (renderer.handles(files, path, source, spec)) {
        return renderer;
      }
    }
    throw unsupported(files, path);
  }

  private static void requireOneKind(Application.Source source) throws RenderException {
    if (source.directory() != null && (source.kustomize() != null || source.helm() != null)) {
      throw new RenderException(
          FailureReason.InvalidSpec,
          "the source has both directory and "
              + (source.helm() == null ? "kustomize" : "helm")
              + ": leave out what it is not");
    }
  }

  private static void requireDirectory(FileTree files, String path) throws RenderException {
    Optional<FileEntry> entry = files.lookup(path);
    if (entry.isEmpty()) {
      throw new RenderException(
          FailureReason.PathNotFound,
          "there is no directory '" + path + "' at this revision: " + nearest(files, path));
    }
    if (entry.get().kind() != FileEntry.Kind.DIRECTORY) {
      throw new RenderException(
          FailureReason.PathNotFound,
          "'" + path + "' is not a directory at this revision: spec.source.path must name one");
    }
  }

  /** What there is where the path stops to exist. */
  private static String nearest(FileTree files, String path) {
    String at = TreePath.parent(path);
    while (files.lookup(at).map(FileEntry::kind).orElse(null) != FileEntry.Kind.DIRECTORY) {
      at = TreePath.parent(at);
    }
    List<String> directories =
        files.list(at).stream()
            .filter(entry -> entry.kind() == FileEntry.Kind.DIRECTORY)
            .map(FileEntry::name)
            .toList();
    String where = at.isEmpty() ? "the root of the repository" : "'" + at + "'";
    if (directories.isEmpty()) {
      return where + " has no directories; correct spec.source.path";
    }
    return where
        + " has "
        + directories.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "))
        + (directories.size() > NAMES_SHOWN
            ? " and " + (directories.size() - NAMES_SHOWN) + " more"
            : "")
        + "; correct spec.source.path";
  }

  private static RenderException unsupported(FileTree files, String path) {
    for (FileEntry entry : files.list(path)) {
      Optional<SourceKind> kind = SourceKind.signalledBy(entry.name());
      if (kind.isPresent() && entry.kind() != FileEntry.Kind.DIRECTORY) {
        return new RenderException(
            FailureReason.InvalidSpec,
            entry.path()
                + " makes this a source for "
                + kind.get().displayName()
                + ", which is not rendered here: point spec.source.path at plain manifests or a"
                + " kustomization");
      }
    }
    return new RenderException(
        FailureReason.InvalidSpec, "no renderer handles the directory '" + path + "'");
  }
}
