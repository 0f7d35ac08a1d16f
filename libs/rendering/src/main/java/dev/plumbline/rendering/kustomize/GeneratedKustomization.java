package dev.plumbline.rendering.kustomize;

import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The kustomization that Flux makes for a folder without one: every YAML file in it and below, and
 * every folder below that has one.
 */
final class GeneratedKustomization {

  private static final Pattern YAML = Pattern.compile(".*\\.(yaml|yml)", Pattern.DOTALL);

  private final FileTree files;
  private final String folder;
  private final Checkpoint checkpoint;
  private final List<String> resources = new ArrayList<>();

  private GeneratedKustomization(FileTree files, String folder, Checkpoint checkpoint) {
    this.files = files;
    this.folder = folder;
    this.checkpoint = checkpoint;
  }

  /** Paths relative to the folder. */
  static List<String> resources(FileTree files, String folder, Checkpoint checkpoint)
      throws RenderException {
    GeneratedKustomization generated = new GeneratedKustomization(files, folder, checkpoint);
    generated.collect(folder);
    return generated.resources;
  }

  private void collect(String directory) throws RenderException {
    checkpoint.check();
    for (FileEntry entry : files.list(directory)) {
      if (entry.kind() == FileEntry.Kind.FILE && YAML.matcher(entry.name()).matches()) {
        resources.add(relative(entry));
      } else if (entry.kind() == FileEntry.Kind.DIRECTORY) {
        if (Kustomize.isIn(files, entry.path())) {
          resources.add(relative(entry));
        } else {
          collect(entry.path());
        }
      }
    }
  }

  private String relative(FileEntry entry) {
    return entry.path().substring(folder.isEmpty() ? 0 : folder.length() + 1);
  }
}
