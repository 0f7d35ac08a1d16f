package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code endpoints.json} says.
 *
 * @param git clone URL of the sample, or the repository named
 */
public record Endpoints(String git, Path kubeconfig, URI webhook, URI metrics, String kafka) {

  /** Whether the file is there. */
  static boolean present(Path dataDir) {
    return Files.exists(file(dataDir));
  }

  static Endpoints read(Path dataDir) {
    try {
      JsonNode json = Json.mapper().readTree(Files.readAllBytes(file(dataDir)));
      return new Endpoints(
          json.required("git").asText(),
          Path.of(json.required("kubeconfig").asText()),
          URI.create(json.required("webhook").asText()),
          URI.create(json.required("metrics").asText()),
          json.required("kafka").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(Path dataDir) {
    return dataDir.resolve("endpoints.json");
  }
}
