package dev.plumbline.manifests.directory;

import dev.plumbline.contracts.Glob;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.SourceKind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a source are taken. Globs are matched against the path relative to the source's
 * directory, and their {@code *} crosses slashes, as in Argo CD.
 */
final class FileSelection {

  private static final Pattern MANIFEST =
      Pattern.compile(".*\\.(yaml|yml|json|jsonnet)", Pattern.DOTALL);

  /** What jsonnet-bundler keeps beside Jsonnet. */
  private static final Set<String> BUNDLER = Set.of("jsonnetfile.json", "jsonnetfile.lock.json");

  private final int prefix;
  private final @Nullable Glob include;
  private final @Nullable Glob exclude;

  private FileSelection(int prefix, @Nullable Glob include, @Nullable Glob exclude) {
    this.prefix = prefix;
    this.include = include;
    this.exclude = exclude;
  }

  /** The selection that a source asks for. */
  static FileSelection of(String path, Application.Directory directory) throws RenderException {
    return new FileSelection(
        path.isEmpty() ? 0 : path.length() + 1,
        glob("include", directory.include()),
        glob("exclude", directory.exclude()));
  }

  private static @Nullable Glob glob(String field, @Nullable String text) throws RenderException {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Glob.of(text);
    } catch (IllegalArgumentException e) {
      throw new RenderException(
          FailureReason.InvalidSpec, "spec.source.directory." + field + ": " + e.getMessage());
    }
  }

  /** Whether a file is read as manifests. */
  boolean takes(String file) {
    return MANIFEST.matcher(file).matches()
        && !BUNDLER.contains(file.substring(file.lastIndexOf('/') + 1))
        && isWanted(file);
  }

  /**
   * The tool that the directory of this file is for, if the file is a sign of one. What the user's
   * globs leave out is no sign.
   */
  Optional<SourceKind> signal(String file) {
    return SourceKind.signalledBy(file.substring(file.lastIndexOf('/') + 1))
        .filter(kind -> isWanted(file));
  }

  private boolean isWanted(String file) {
    String relative = file.substring(prefix);
    return (exclude == null || !exclude.matches(relative))
        && (include == null || include.matches(relative));
  }
}
