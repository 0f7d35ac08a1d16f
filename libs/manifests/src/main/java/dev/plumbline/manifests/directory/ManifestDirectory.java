package dev.plumbline.manifests.directory;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceKind;
import dev.plumbline.manifests.SourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The manifests of a directory, as they are written. */
public final class ManifestDirectory {

  private static final int MOST_ERRORS = 100;

  private final FileTree tree;
  private final String path;
  private final boolean recurse;
  private final FileSelection selection;
  private final RenderLimits limits;
  private final JsonnetFiles jsonnet;
  private final Checkpoint checkpoint;
  private final List<String> files = new ArrayList<>();
  private final List<SourceObject> objects = new ArrayList<>();
  private final List<SourceError> errors = new ArrayList<>();
  private long bytesRead;

  private ManifestDirectory(
      FileTree tree,
      String path,
      Application.Directory options,
      RenderLimits limits,
      JsonnetFiles jsonnet,
      Checkpoint checkpoint)
      throws RenderException {
    this.jsonnet = jsonnet;
    this.tree = tree;
    this.path = path;
    this.recurse = Boolean.TRUE.equals(options.recurse());
    this.selection = FileSelection.of(path, options);
    this.limits = limits;
    this.checkpoint = checkpoint;
  }

  /** Whether nothing directly in a directory is the sign of a tool. */
  public static boolean isPlain(FileTree tree, String path, Application.Directory options)
      throws RenderException {
    FileSelection selection = FileSelection.of(path, options);
    return tree.list(path).stream().noneMatch(entry -> isForeign(selection, entry));
  }

  /**
   * Reads a directory, and those below it where the options say so.
   *
   * @throws RenderException with every fault, or {@code TooLarge}, or {@code InvalidSpec} for files
   *     of other tools
   */
  public static List<SourceObject> read(
      FileTree tree,
      String path,
      Application.Directory options,
      RenderLimits limits,
      JsonnetFiles jsonnet,
      Checkpoint checkpoint)
      throws RenderException {
    return new ManifestDirectory(tree, path, options, limits, jsonnet, checkpoint).read();
  }

  private static boolean isForeign(FileSelection selection, FileEntry entry) {
    return entry.kind() != FileEntry.Kind.DIRECTORY && selection.signal(entry.path()).isPresent();
  }

  private List<SourceObject> read() throws RenderException {
    collect(path);
    for (String file : files) {
      checkpoint.check();
      read(file);
      if (errors.size() >= MOST_ERRORS) {
        break;
      }
    }
    if (!errors.isEmpty()) {
      throw new RenderException(RenderFailure.of(FailureReason.InvalidManifest, errors));
    }
    return objects;
  }

  private void collect(String directory) throws RenderException {
    checkpoint.check();
    for (FileEntry entry : tree.list(directory)) {
      Optional<SourceKind> foreign =
          isForeign(selection, entry) ? selection.signal(entry.path()) : Optional.empty();
      if (foreign.isPresent()) {
        throw foreign(entry.path(), foreign.get());
      }
      switch (entry.kind()) {
        case DIRECTORY -> {
          if (recurse) {
            collect(entry.path());
          }
        }
        case FILE -> addFile(entry.path());
        case SYMLINK -> addLink(entry.path());
        case SUBMODULE -> {}
      }
    }
  }

  private void addFile(String path) throws RenderException {
    if (!selection.takes(path)) {
      return;
    }
    files.add(path);
    if (files.size() > limits.maxFiles()) {
      throw tooLarge(
          "the source has more than "
              + limits.maxFiles()
              + " manifest files: split it into several applications");
    }
  }

  /** Links to files count as files; links to directories may lead back up and are passed over. */
  private void addLink(String path) throws RenderException {
    if (!selection.takes(path)) {
      return;
    }
    try {
      Optional<FileEntry> target = tree.lookup(path);
      if (target.isEmpty()) {
        error(path, null, "the symlink leads nowhere: mend or remove it");
      } else if (target.get().kind() == FileEntry.Kind.FILE) {
        addFile(path);
      }
    } catch (GitException e) {
      error(path, null, String.valueOf(e.getMessage()));
    }
  }

  private void read(String file) throws RenderException {
    long size = tree.lookup(file).map(FileEntry::size).orElse(0L);
    if (size > limits.maxFileBytes()) {
      throw tooLarge(
          file
              + " has "
              + size
              + " bytes, the limit for a manifest file is "
              + limits.maxFileBytes()
              + ": split it, or leave it out with spec.source.directory.exclude");
    }
    bytesRead += size;
    if (bytesRead > limits.maxInputBytes()) {
      throw tooLarge(
          "the source has more than "
              + limits.maxInputBytes()
              + " bytes of manifest files: split it into several applications");
    }
    try {
      objects.addAll(
          file.endsWith(JsonnetFiles.SUFFIX)
              ? jsonnet.evaluate(file)
              : ManifestFile.read(file, tree.read(file), limits));
    } catch (SyntaxException e) {
      if (e.isTooLarge()) {
        throw new RenderException(
            RenderFailure.of(
                FailureReason.TooLarge,
                List.of(new SourceError(file, e.line(), null, String.valueOf(e.getMessage())))));
      }
      error(file, e.line(), String.valueOf(e.getMessage()));
    }
    if (objects.size() > limits.maxObjects()) {
      throw tooLarge(
          "the source has more than "
              + limits.maxObjects()
              + " objects: split it into several applications");
    }
  }

  private void error(String file, @Nullable Integer line, String message) {
    errors.add(new SourceError(file, line, null, message));
  }

  private static RenderException tooLarge(String message) {
    return new RenderException(FailureReason.TooLarge, message);
  }

  private static RenderException foreign(String file, SourceKind kind) {
    return new RenderException(
        FailureReason.InvalidSpec,
        file
            + " belongs to "
            + kind.displayName()
            + ": leave it out with spec.source.directory.exclude, or "
            + kind.advice());
  }
}
