package dev.plumbline.cli.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where everything is, as {@code endpoints.json} in the data directory holds it while {@code up} is
 * ready, and only then.
 *
 * @param git URL to clone and push, with a token for the sample; the repository's own otherwise
 * @param kubeconfig path of the kubeconfig
 * @param context context in it; null for its current one
 * @param webhook URL that webhooks go to
 * @param metrics URL of the metrics
 * @param kafka bootstrap address
 */
public record Endpoints(
    String git,
    String kubeconfig,
    @Nullable String context,
    String webhook,
    String metrics,
    String kafka) {

  private static final String FILE = "endpoints.json";

  /**
   * Reads a data directory's endpoints.
   *
   * @throws UserError when nothing is up there
   */
  public static Endpoints read(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    try {
      Endpoints endpoints = Json.mapper().readValue(Files.readAllBytes(file), Endpoints.class);
      if (endpoints == null) {
        throw new UserError(file + " holds no endpoints");
      }
      return endpoints;
    } catch (NoSuchFileException e) {
      throw new UserError(
          "nothing is up in " + dataDir + " (" + file + " is absent); start ./plumbline up", e);
    } catch (JsonProcessingException e) {
      throw new UserError(file + " cannot be read: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Takes the file away, so that nobody follows what is not there. */
  static void remove(Path dataDir) {
    try {
      Files.deleteIfExists(dataDir.resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the file, in one step and readable by its owner only: the git URL may hold a token. */
  void write(Path dataDir) throws IOException {
    Path draft = PrivateFiles.write(dataDir.resolve(FILE + ".new"), json());
    Files.move(
        draft,
        dataDir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private String json() throws JsonProcessingException {
    return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }
}
