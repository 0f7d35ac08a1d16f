package dev.plumbline.rendering.helm;

import dev.plumbline.contracts.Glob;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RenderInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Files that a Helm source names: relative to the chart, from the root of its repository with a
 * leading slash, or in another source as {@code $ref/path}. Globs are expanded in order of names.
 */
final class ValueFiles {

  private static final String GLOB_SIGNS = "*?[{";
  private static final int MOST_MATCHES = 100;

  private final RenderInput input;

  ValueFiles(RenderInput input) {
    this.input = input;
  }

  /** A file and what is in it. */
  record ValueFile(String name, String text) {}

  /** Where a name leads. */
  private record Target(FileTree files, String path, String shown) {}

  /**
   * The files that an entry names.
   *
   * @param field of the spec, for messages
   * @param optional whether none may be there
   */
  List<ValueFile> read(String entry, String field, boolean optional) throws RenderException {
    Target target = target(entry, field);
    if (entry.chars().noneMatch(c -> GLOB_SIGNS.indexOf(c) >= 0)) {
      Optional<ValueFile> file = file(target, target.path());
      if (file.isEmpty() && !optional) {
        throw missing(entry, field, "there is no file " + target.shown());
      }
      return file.stream().toList();
    }
    List<ValueFile> found = new ArrayList<>();
    for (String path : matches(target, entry, field)) {
      file(target, path).ifPresent(found::add);
    }
    if (found.isEmpty() && !optional) {
      throw missing(entry, field, "no file matches it");
    }
    return found;
  }

  private Target target(String entry, String field) throws RenderException {
    if (entry.toLowerCase(Locale.ROOT).matches("[a-z][a-z0-9+.-]*://.*")) {
      throw invalid(
          field
              + " names "
              + entry.replaceFirst("//[^/]*@", "//")
              + ": only files are read, put"
              + " it into a repository, and name that as a further source with ref");
    }
    try {
      if (entry.startsWith("$")) {
        int slash = entry.indexOf('/');
        String ref = entry.substring(1, slash < 0 ? entry.length() : slash);
        FileTree files = input.refs().get(ref);
        if (files == null) {
          throw invalid(
              field
                  + " names "
                  + entry
                  + ", but no source has the ref '"
                  + ref
                  + "'"
                  + (input.refs().isEmpty() ? "" : "; there are " + input.refs().keySet()));
        }
        String path = TreePath.resolve("", slash < 0 ? "" : entry.substring(slash + 1));
        return new Target(files, path, path + " in the source '" + ref + "'");
      }
      String path =
          entry.startsWith("/")
              ? TreePath.resolve("", entry.replaceFirst("^/+", ""))
              : TreePath.resolve(input.path(), entry);
      return new Target(
          input.files(),
          path,
          path + (input.source().isChart() ? " in the chart" : " in the repository"));
    } catch (GitException e) {
      throw invalid(field + " names " + entry + ", which is outside of its repository");
    }
  }

  private Optional<ValueFile> file(Target target, String path) {
    return target
        .files()
        .lookup(path)
        .filter(entry -> entry.kind() == FileEntry.Kind.FILE)
        .map(
            entry ->
                new ValueFile(path, new String(target.files().read(path), StandardCharsets.UTF_8)));
  }

  /** As Argo CD's: each part of the path for itself, {@code **} for folders at any depth. */
  private static List<String> matches(Target target, String entry, String field)
      throws RenderException {
    Glob glob;
    try {
      glob = Glob.of(target.path(), '/');
    } catch (IllegalArgumentException e) {
      throw invalid(field + " names " + entry + ": " + e.getMessage());
    }
    List<String> found = new ArrayList<>();
    long depth = target.path().contains("**") ? Long.MAX_VALUE : depth(target.path());
    collect(target.files(), fixedFolder(target.path()), glob, depth, found);
    if (found.size() > MOST_MATCHES) {
      throw invalid(
          field
              + " names "
              + entry
              + ", which "
              + found.size()
              + " files match; the limit is "
              + MOST_MATCHES);
    }
    found.sort(null);
    return found;
  }

  private static String fixedFolder(String path) {
    int sign = 0;
    while (sign < path.length() && GLOB_SIGNS.indexOf(path.charAt(sign)) < 0) {
      sign++;
    }
    int slash = path.lastIndexOf('/', sign);
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static void collect(
      FileTree files, String folder, Glob glob, long deepest, List<String> found) {
    if (files.lookup(folder).filter(e -> e.kind() == FileEntry.Kind.DIRECTORY).isEmpty()) {
      return;
    }
    for (FileEntry entry : files.list(folder)) {
      if (entry.kind() == FileEntry.Kind.DIRECTORY) {
        if (depth(entry.path()) < deepest) {
          collect(files, entry.path(), glob, deepest, found);
        }
      } else if (glob.matches(entry.path())) {
        found.add(entry.path());
      }
    }
  }

  private static long depth(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private static RenderException missing(String entry, String field, String why) {
    return invalid(
        field + " names " + entry + ": " + why + "; correct it, or set ignoreMissingValueFiles");
  }

  private static RenderException invalid(String message) {
    return new RenderException(FailureReason.InvalidSpec, message);
  }
}
