package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import java.util.List;
import java.util.Optional;

/** Manifests as text in memory: what they are when they are read again. */
public final class ManifestText {

  private ManifestText() {}

  /**
   * Reads one manifest from YAML.
   *
   * @return empty when it is no single mapping, or no YAML; why is not said, since the text may
   *     hold secrets
   */
  public static Optional<ObjectNode> read(String yaml, RenderLimits limits) {
    try {
      List<Document> documents = YamlDocuments.read(yaml, limits);
      if (documents.size() != 1) {
        return Optional.empty();
      }
      JsonNode root = documents.get(0).root();
      return root instanceof ObjectNode manifest ? Optional.of(manifest) : Optional.empty();
    } catch (SyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads JSON that a tool made of a file.
   *
   * @throws RenderException {@code TooLarge}, or {@code InvalidManifest} when it is no single value
   */
  public static JsonNode readJson(String json, String file, RenderLimits limits)
      throws RenderException {
    try {
      List<Document> documents = JsonDocuments.read(json, limits);
      if (documents.size() == 1) {
        return documents.get(0).root();
      }
      throw failure(FailureReason.InvalidManifest, file, "expected one value");
    } catch (SyntaxException e) {
      throw failure(
          e.isTooLarge() ? FailureReason.TooLarge : FailureReason.InvalidManifest,
          file,
          String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads all objects of one file, lists opened, as they are written.
   *
   * @param name says where they are, and by {@code .json} that it is JSON
   * @throws RenderException {@code TooLarge}, or {@code InvalidManifest} with the line
   */
  public static List<SourceObject> readAll(String name, byte[] bytes, RenderLimits limits)
      throws RenderException {
    try {
      return ManifestFile.read(name, bytes, limits);
    } catch (SyntaxException e) {
      FailureReason reason =
          e.isTooLarge() ? FailureReason.TooLarge : FailureReason.InvalidManifest;
      SourceError error = new SourceError(name, e.line(), null, String.valueOf(e.getMessage()));
      throw new RenderException(RenderFailure.of(reason, List.of(error)));
    }
  }

  private static RenderException failure(FailureReason reason, String file, String message) {
    return new RenderException(
        RenderFailure.of(
            reason,
            List.of(new SourceError(file, null, null, "in what it renders to: " + message))));
  }
}
