package dev.plumbline.kustomize;

import dev.plumbline.kustomize.yaml.YamlEmitter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a folder was built to.
 *
 * @param documents manifests in the order of the output, as maps, lists, strings, booleans, numbers
 *     and nulls
 * @param warnings what should be written differently
 */
public record KustomizeResult(
    List<Map<String, @Nullable Object>> documents, List<String> warnings) {

  private static final String SEPARATOR = "---\n";

  public KustomizeResult {
    documents = List.copyOf(documents);
    warnings = List.copyOf(warnings);
  }

  /** The output of the official tool, to the byte. */
  public byte[] toYaml() {
    StringBuilder yaml = new StringBuilder();
    for (Map<String, @Nullable Object> document : documents) {
      if (!yaml.isEmpty()) {
        yaml.append(SEPARATOR);
      }
      YamlEmitter.write(document, yaml);
    }
    return yaml.toString().getBytes(StandardCharsets.UTF_8);
  }
}
