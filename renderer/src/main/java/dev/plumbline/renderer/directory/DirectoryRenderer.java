package dev.plumbline.renderer.directory;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.renderer.model.ManifestRenderer;
import dev.plumbline.renderer.model.RenderException;
import dev.plumbline.renderer.model.RenderFailure;
import dev.plumbline.renderer.model.RenderInput;
import dev.plumbline.renderer.model.Rendered;
import dev.plumbline.renderer.model.SourceKind;
import dev.plumbline.renderer.model.SourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Renders a directory of manifests as they are written. */
public final class DirectoryRenderer implements ManifestRenderer {

  private static final int MOST_ERRORS = 100;

  @Override
  public String name() {
    return "directory/1";
  }

  @Override
  public boolean handles(FileTree files, String path, Application.Source source)
      throws RenderException {
    FileSelection selection = FileSelection.of(path, source.directoryOrDefault());
    return files.list(path).stream().noneMatch(entry -> isForeign(selection, entry));
  }

  private static boolean isForeign(FileSelection selection, FileEntry entry) {
    return entry.kind() != FileEntry.Kind.DIRECTORY && selection.signal(entry.path()).isPresent();
  }

  @Override
  public Rendered render(RenderInput input) throws RenderException {
    return new Walk(input).render();
  }

  /** One render. */
  private static final class Walk {

    private final RenderInput input;
    private final FileSelection selection;
    private final boolean recurse;
    private final List<String> files = new ArrayList<>();
    private final List<SourceObject> objects = new ArrayList<>();
    private final List<SourceError> errors = new ArrayList<>();
    private long bytesRead;

    Walk(RenderInput input) throws RenderException {
      this.input = input;
      Application.Directory directory = input.source().directoryOrDefault();
      this.selection = FileSelection.of(input.path(), directory);
      this.recurse = Boolean.TRUE.equals(directory.recurse());
    }

    Rendered render() throws RenderException {
      collect(input.path());
      for (String file : files) {
        input.checkpoint().check();
        read(file);
        if (errors.size() >= MOST_ERRORS) {
          break;
        }
      }
      if (!errors.isEmpty()) {
        throw new RenderException(RenderFailure.of(FailureReason.InvalidManifest, errors));
      }
      return new Rendered(objects);
    }

    private void collect(String directory) throws RenderException {
      input.checkpoint().check();
      for (FileEntry entry : input.files().list(directory)) {
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
      if (files.size() > input.limits().maxFiles()) {
        throw tooLarge(
            "the source has more than "
                + input.limits().maxFiles()
                + " manifest files: split it into several applications");
      }
    }

    /** Links to files count as files; links to directories may lead back up and are passed over. */
    private void addLink(String path) throws RenderException {
      if (!selection.takes(path)) {
        return;
      }
      try {
        Optional<FileEntry> target = input.files().lookup(path);
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
      long size = input.files().lookup(file).map(FileEntry::size).orElse(0L);
      if (size > input.limits().maxFileBytes()) {
        throw tooLarge(
            file
                + " has "
                + size
                + " bytes, the limit for a manifest file is "
                + input.limits().maxFileBytes()
                + ": split it, or leave it out with spec.source.directory.exclude");
      }
      bytesRead += size;
      if (bytesRead > input.limits().maxInputBytes()) {
        throw tooLarge(
            "the source has more than "
                + input.limits().maxInputBytes()
                + " bytes of manifest files: split it into several applications");
      }
      try {
        objects.addAll(ManifestFile.read(file, input.files().read(file), input.limits()));
      } catch (SyntaxException e) {
        if (e.isTooLarge()) {
          throw new RenderException(
              RenderFailure.of(
                  FailureReason.TooLarge,
                  List.of(new SourceError(file, e.line(), null, String.valueOf(e.getMessage())))));
        }
        error(file, e.line(), String.valueOf(e.getMessage()));
      }
      if (objects.size() > input.limits().maxObjects()) {
        throw tooLarge(
            "the source has more than "
                + input.limits().maxObjects()
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
              + ", which is not supported yet: leave it out with"
              + " spec.source.directory.exclude, or render it into plain manifests");
    }
  }
}
