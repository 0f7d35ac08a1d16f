package dev.plumbline.manifests.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.git.MemoryTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * Ignore files beside what Flux's own library (github.com/fluxcd/pkg/sourceignore 0.12.0) leaves of
 * fourteen files.
 */
class FluxPatternsTest {

  @Test
  void leavesWhatFluxLeaves() throws IOException {
    List<String> lines = lines();
    List<String> paths = texts(Json.mapper().readTree(lines.get(0)).path("paths"));
    assertThat(lines).hasSizeGreaterThan(300);
    SoftAssertions softly = new SoftAssertions();
    for (String line : lines.subList(1, lines.size())) {
      JsonNode given = Json.mapper().readTree(line);
      softly
          .assertThat(shown(paths, given.path("files")))
          .as(line)
          .isEqualTo(texts(given.path("shown")));
    }
    softly.assertAll();
  }

  private static List<String> shown(List<String> paths, JsonNode ignoreFiles) {
    Map<String, byte[]> files = new TreeMap<>();
    paths.forEach(path -> files.put(path, new byte[0]));
    for (JsonNode file : ignoreFiles) {
      String folder = file.path("folder").asText();
      files.put(
          (folder.isEmpty() ? "" : folder + "/") + IgnoringTree.SOURCE_IGNORE,
          file.path("text").asText().getBytes(StandardCharsets.UTF_8));
    }
    IgnoringTree tree = new IgnoringTree(new MemoryTree(files), IgnoringTree.SOURCE_IGNORE, "");
    return paths.stream().filter(path -> tree.lookup(path).isPresent()).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                FluxPatternsTest.class.getResourceAsStream("/filter/cases.jsonl"),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
