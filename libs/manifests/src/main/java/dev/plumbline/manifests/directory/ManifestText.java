package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifests.RenderLimits;
import java.util.List;
import java.util.Optional;

/** One manifest as YAML text: what it is when it is read again. */
public final class ManifestText {

  private ManifestText() {}

  /**
   * Reads it.
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
}
