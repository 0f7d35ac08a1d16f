package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.Glob;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.GitException;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.manifests.RenderException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Folders with components that an application adds.
 *
 * @param directory of the kustomization, to which they are relative
 */
record ComponentFolders(SymlinkTree files, String directory) {

  private static final Pattern PATTERN = Pattern.compile("[*?\\[]");

  /**
   * Adds those that the kustomization does not name yet.
   *
   * @param ignoreMissing leave out what is not there
   * @param field where they were written
   * @throws RenderException {@code InvalidSpec} when one is not there
   */
  void add(List<String> components, boolean ignoreMissing, KustomizationEdit edit, String field)
      throws RenderException {
    List<Node> entries = edit.list("components");
    Set<String> known = new LinkedHashSet<>();
    entries.forEach(entry -> known.add(entry.value()));
    for (int i = 0; i < components.size(); i++) {
      String at = field + "[" + i + "]";
      List<String> found = find(components.get(i), at);
      if (found.isEmpty() && !ignoreMissing) {
        throw invalid(
            at,
            "there is no folder '"
                + components.get(i)
                + "' beside the kustomization in '"
                + (directory.isEmpty() ? "." : directory)
                + "': correct it, or set ignoreMissingComponents");
      }
      for (String folder : found) {
        if (known.add(folder)) {
          entries.add(NodeData.toNode(folder));
        }
      }
    }
    edit.setList("components", entries);
  }

  /** The folders that a path or a pattern with stars stands for. */
  private List<String> find(String written, String field) throws RenderException {
    if (written.isEmpty() || written.startsWith("/") || written.contains("://")) {
      throw invalid(field, "expected a folder, relative to the kustomization");
    }
    try {
      if (PATTERN.matcher(written).find()) {
        return matching(written);
      }
      return isDirectory(written) ? List.of(written) : List.of();
    } catch (GitException | IllegalArgumentException e) {
      throw invalid(field, String.valueOf(e.getMessage()));
    }
  }

  private boolean isDirectory(String relative) {
    return files
        .lookup(TreePath.resolve(directory, relative))
        .filter(entry -> entry.kind() == FileEntry.Kind.DIRECTORY)
        .isPresent();
  }

  private List<String> matching(String pattern) {
    List<String> prefixes = List.of("");
    for (String segment : pattern.split("/", -1)) {
      List<String> longer = new ArrayList<>();
      for (String prefix : prefixes) {
        if (!PATTERN.matcher(segment).find()) {
          longer.add(prefix + segment);
        } else if (isDirectory(prefix)) {
          Glob glob = Glob.of(segment, '/');
          files.list(TreePath.resolve(directory, prefix)).stream()
              .map(FileEntry::name)
              .filter(glob::matches)
              .forEach(name -> longer.add(prefix + name));
        }
      }
      prefixes = longer.stream().map(path -> path + "/").toList();
    }
    return prefixes.stream()
        .map(path -> path.substring(0, path.length() - 1))
        .filter(this::isDirectory)
        .toList();
  }

  private static RenderException invalid(String field, String problem) {
    return new RenderException(FailureReason.InvalidSpec, field + ": " + problem);
  }
}
