package dev.plumbline.cli.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.manifests.directory.ManifestText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Objects in files, folders and the standard input. */
final class ObjectFiles {

  private static final int MIB = 1024 * 1024;

  /** What a whole cluster prints as. */
  private static final RenderLimits LIMITS =
      new RenderLimits(
          100_000, 256 * MIB, 256L * MIB, 100, 20_000_000, 100_000, 1_000_000, 256L * MIB);

  private static final String STDIN = "-";

  private final InputStream in;

  ObjectFiles(InputStream in) {
    this.in = in;
  }

  /** The files that a name stands for: itself, or all manifests below a folder. */
  static List<String> files(String name) {
    Path path = Path.of(name);
    if (name.equals(STDIN) || !Files.isDirectory(path)) {
      return List.of(name);
    }
    try (Stream<Path> below = Files.walk(path)) {
      return below
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .filter(file -> file.matches(".*\\.(yaml|yml|json)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UserError(name + ": cannot be read: " + UserError.rootOf(e), e);
    }
  }

  /**
   * The objects of one file.
   *
   * @throws UserError with file, line and field when it has something else
   */
  List<SourceObject> read(String file) {
    try {
      byte[] bytes = file.equals(STDIN) ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
      List<SourceObject> objects = ManifestText.readAll(shown(file), bytes, LIMITS);
      objects.forEach(ObjectFiles::check);
      return objects;
    } catch (RenderException e) {
      throw new UserError(e.failure().message(), e);
    } catch (IOException e) {
      throw new UserError(
          Files.exists(Path.of(file))
              ? file + ": cannot be read: " + UserError.rootOf(e)
              : file + ": there is no such file",
          e);
    }
  }

  private static String shown(String file) {
    return file.equals(STDIN) ? "stdin" : file;
  }

  private static void check(SourceObject object) {
    for (String field : List.of("apiVersion", "kind")) {
      JsonNode value = object.manifest().path(field);
      if (!value.isTextual() || value.asText().isBlank()) {
        throw new UserError(object.place() + ": " + field + ": expected the object's " + field);
      }
    }
  }
}
