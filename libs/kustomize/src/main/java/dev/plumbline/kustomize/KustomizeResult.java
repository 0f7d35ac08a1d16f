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
 * @param places where each of them came from, in the same order
 * @param warnings what should be written differently
 * @param remotes what it depends on beside the tree, each once
 */
public record KustomizeResult(
    List<Map<String, @Nullable Object>> documents,
    List<Place> places,
    List<String> warnings,
    List<UsedRemote> remotes) {

  private static final String SEPARATOR = "---\n";

  public KustomizeResult {
    documents = List.copyOf(documents);
    places = List.copyOf(places);
    warnings = List.copyOf(warnings);
    remotes = List.copyOf(remotes);
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
